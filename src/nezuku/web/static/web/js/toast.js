/* Messages of the page: they can be closed, good news leaves by itself, trouble stays.
   Errors of htmx come as a fragment for #messages; a lost connection is told from a template. */

const LEAVES_AFTER = 6000;
const area = document.getElementById("messages");

const settle = (toast) => {
  if (toast.matches(".is-bad, .is-warn")) {
    return;
  }
  let timer = 0;
  const start = () => {
    timer = setTimeout(() => toast.remove(), LEAVES_AFTER);
  };
  toast.addEventListener("mouseenter", () => clearTimeout(timer));
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("mouseleave", start);
  start();
};

const tell = (id) => {
  const template = document.getElementById(id);
  area.append(template.content.cloneNode(true));
};

if (area) {
  area.querySelectorAll("[data-toast]").forEach(settle);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node instanceof HTMLElement && node.matches("[data-toast]")) {
          settle(node);
        }
      }
    }
  }).observe(area, { childList: true });

  area.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-toast]")) {
      event.target.closest("[data-toast]").remove();
    }
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status >= 400 && xhr.getResponseHeader("HX-Retarget")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:sendError", () => tell("toast-lost"));
  document.addEventListener("htmx:timeout", () => tell("toast-lost"));
  document.addEventListener("htmx:responseError", () => tell("toast-failed"));
  // Other scripts of ours tell through the same place: new CustomEvent("nezuku:toast", {detail: id}).
  document.addEventListener("nezuku:toast", (event) => tell(event.detail));
}
