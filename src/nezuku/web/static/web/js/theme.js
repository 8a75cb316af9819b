/* The theme switch works at once; without scripts its form posts and the page comes back. */

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form || !event.submitter) {
    return;
  }
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  document.documentElement.dataset.theme = body.get("theme");
  for (const button of form.querySelectorAll("button")) {
    button.toggleAttribute("aria-current", button === event.submitter);
    if (button === event.submitter) {
      button.setAttribute("aria-current", "true");
    }
  }
  fetch(form.action, { method: "POST", body, redirect: "manual" });
});
