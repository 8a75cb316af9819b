/* What htmx needs from us: the protection of forms, and silence while a word is being converted. */

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token && event.detail.verb !== "get") {
    event.detail.headers["X-CSRFToken"] = token.content;
  }
});

// `hx-trigger="input delay:300ms"` must not search for half a conversion.
document.addEventListener("htmx:trigger", (event) => {
  if (event.detail?.triggeringEvent?.isComposing) {
    event.preventDefault();
  }
});
document.addEventListener("compositionend", (event) => {
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
});
