/* What htmx needs from us: the protection of forms, and silence while a word is being converted. */

document.addEventListener("htmx:configRequest", (event) => {
  // `hx-trigger="input delay:300ms"` must not search for half a conversion.
  if (event.detail.triggeringEvent?.isComposing) {
    event.preventDefault();
    return;
  }
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token && event.detail.verb !== "get") {
    event.detail.headers["X-CSRFToken"] = token.content;
  }
});

// ... but for the finished one: the last `input` of a conversion still counts as composing.
document.addEventListener("compositionend", (event) => {
  if (event.target.closest("[hx-trigger]")) {
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
