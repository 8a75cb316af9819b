/* Enter that confirms a conversion never submits, in any field of the product.

   A classic script in the head, not a deferred module: its listeners have to stand on `window`,
   in the capture phase, before anybody else's, also while the page is still loading.

   Chrome and Firefox: keydown Enter arrives with isComposing true. Safari: compositionend comes
   first, then keydown with isComposing false and keyCode 229. On Windows `key` is "Process", so
   `code` is asked too. While a key belongs to the input method, Escape belongs to it as well: it
   takes back the conversion and must not close a dialog. */
{
  const OF_THE_METHOD = new Set(["Enter", "NumpadEnter", "Escape"]);
  let confirming = false;

  const belongsToTheMethod = (event) =>
    (event.isComposing || event.keyCode === 229) &&
    (OF_THE_METHOD.has(event.key) || OF_THE_METHOD.has(event.code));

  const hold = (event) => {
    event.stopImmediatePropagation();
    if (event.type === "submit") {
      event.preventDefault();
    }
  };

  const onKey = (event) => {
    if (!belongsToTheMethod(event)) {
      return;
    }
    hold(event);
    if (event.type === "keydown") {
      if (!event.isComposing) {
        // Safari's order: the text is already there, the key must do nothing more.
        event.preventDefault();
      }
      confirming = true;
      setTimeout(() => {
        confirming = false;
      }, 0);
    }
  };

  window.addEventListener("keydown", onKey, true);
  window.addEventListener("keypress", onKey, true);
  window.addEventListener("keyup", onKey, true);

  // The implicit submission of a form is a click on its first button that nobody made.
  window.addEventListener(
    "click",
    (event) => {
      if (confirming && event.detail === 0) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
  window.addEventListener(
    "submit",
    (event) => {
      if (confirming) {
        hold(event);
      }
    },
    true,
  );
}
