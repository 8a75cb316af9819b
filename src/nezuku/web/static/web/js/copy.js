/* `<button data-copy="id" hidden>`: shown where scripts run; copies the text or value of `id`. */

const toast = (id) => {
  document.dispatchEvent(new CustomEvent("nezuku:toast", { detail: id }));
};

const show = (root) => {
  for (const button of root.querySelectorAll("[data-copy][hidden]")) {
    button.hidden = false;
  }
};

const copy = async (source) => {
  const text = "value" in source ? source.value : source.innerText;
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Without HTTPS there is no clipboard: select it, and let the person copy.
  const range = document.createRange();
  range.selectNodeContents(source);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  source.select?.();
  if (!document.execCommand("copy")) {
    throw new Error("the browser did not copy");
  }
};

show(document);
document.addEventListener("htmx:load", (event) => show(event.target));
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  const source = button && document.getElementById(button.dataset.copy);
  if (source) {
    copy(source).then(
      () => toast("toast-copied"),
      () => toast("toast-uncopied"),
    );
  }
});
