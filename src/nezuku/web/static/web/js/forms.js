/* Two guards for forms.
   Twice: a form that is on its way is not sent again; its button shows that it works.
   Unsaved: leaving a changed form with `data-guard` asks first. `data-plain` has neither. */

const sent = new WeakSet();
const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.matches("[data-guard]")) {
    changed.add(form);
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.matches("[data-plain]") || form.method !== "post") {
    return;
  }
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  changed.delete(form);
  event.submitter?.setAttribute("aria-busy", "true");
});

const free = (form) => {
  sent.delete(form);
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
};

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form");
  if (form) {
    free(form);
  }
});

// A page that comes back from the browser's memory has forgotten that it was sent.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form").forEach(free);
});

window.addEventListener("beforeunload", (event) => {
  for (const form of changed) {
    if (form.isConnected) {
      event.preventDefault();
      return;
    }
  }
});

document.querySelector("[data-form-errors]")?.focus();
