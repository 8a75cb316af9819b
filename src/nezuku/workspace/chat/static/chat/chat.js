/* The page of chat: puts composers, answers, versions and keys together. */

import { post } from "./asking.js";
import { Composer, openEdit } from "./composer.js";
import { addCopying } from "./copying.js";
import { followScrolling, toEnd, watch } from "./streaming.js";

const main = () => document.querySelector(".wide-foot [data-composer] [data-words]")?.composer;
const conversation = () => document.getElementById("conversation");

const onEnd = (article) => {
  addCopying(article);
  main()?.answering("");
  toEnd();
};

/** Watches what is still being answered below `root` and gives finished parts their buttons. */
const settle = (root) => {
  addCopying(root);
  for (const article of root.querySelectorAll("[data-stream]")) {
    const stop = article.dataset.stream.replace(/stream\/$/, "stop/");
    main()?.answering(article.dataset.message, stop);
    watch(article, onEnd);
  }
};

/** Brings the page to the state of `html`: messages that are the same stay as they are. */
const merge = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  const next = template.content.querySelector("#conversation");
  const now = conversation();
  if (!now) {
    return;
  }
  const wanted = [...next.querySelectorAll("[data-message]")];
  const known = new Set(wanted.map((article) => article.id));
  for (const old of [...now.querySelectorAll("[data-message]")]) {
    if (!known.has(old.id) && !isEarlier(old, wanted)) {
      old.remove();
    }
  }
  let before = null;
  for (const article of wanted) {
    const here = document.getElementById(article.id);
    const isSame = here && here.dataset.version === article.dataset.version && !here.querySelector(".composer");
    const shown = isSame ? here : article;
    if (here && !isSame) {
      here.replaceWith(article);
    } else if (!here) {
      if (before) {
        before.after(article);
      } else {
        now.append(article);
      }
    }
    before = shown;
  }
  settle(now);
  const last = wanted.at(-1);
  const form = main()?.form;
  if (form && last) {
    form.elements.after.value = last.dataset.message;
  }
};

/** Messages that were fetched as "earlier" are not in a fresh window, and stay. */
const isEarlier = (article, wanted) =>
  wanted.length > 0 &&
  document.getElementById(wanted[0].id) &&
  article.compareDocumentPosition(document.getElementById(wanted[0].id)) & Node.DOCUMENT_POSITION_FOLLOWING;

const onAsked = (data) => {
  if (!conversation()) {
    location.assign(data.url);
    return;
  }
  merge(data.html);
  toEnd({ always: true });
  main()?.area.focus();
};

const forms = (root) => {
  for (const form of root.querySelectorAll("[data-composer]")) {
    if (!form.querySelector("[data-words]").composer) {
      new Composer(form, { onAsked });
    }
  }
};

document.addEventListener("click", (event) => {
  const edit = event.target.closest("[data-edit]");
  const example = event.target.closest("[data-example]");
  if (event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  if (edit) {
    event.preventDefault();
    openEdit(edit, { onAsked });
  } else if (example && main()) {
    event.preventDefault();
    const area = main().area;
    area.value = example.dataset.example;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-regenerate]");
  if (!form) {
    return;
  }
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.getAttribute("aria-busy")) {
    return;
  }
  button.setAttribute("aria-busy", "true");
  const body = new FormData(form);
  const model = main()?.form.elements.model?.value;
  if (model) {
    body.set("model", model);
  }
  const answer = await post(form.action, body);
  button.removeAttribute("aria-busy");
  if (answer.status === 200) {
    onAsked(answer.data);
  } else if (answer.status === 409 && answer.data.html) {
    // The guard sees more than it did then: the question is opened to be looked at.
    const question = form.closest("[data-message]").previousElementSibling?.querySelector("[data-edit]");
    if (question) {
      openEdit(question, { onAsked });
    }
  } else {
    main()?.tell(answer.data.message ?? "");
  }
});

// Versions are swapped by htmx; the answers in the new branch may still be coming.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "conversation" || event.target.closest?.("#conversation")) {
    const now = conversation();
    settle(now);
    const last = [...now.querySelectorAll("[data-message]")].at(-1);
    if (last && main()) {
      main().form.elements.after.value = last.dataset.message;
      if (!now.querySelector("[data-stream]")) {
        main().answering("");
      }
    }
  }
});

// keys --------------------------------------------------------------------------------

document.querySelector("[data-send-choice]")?.addEventListener("change", (event) => {
  const chosen = event.target.value;
  document.cookie = `nezuku_send=${chosen}; path=/; max-age=31536000; samesite=lax`;
  for (const form of document.querySelectorAll("[data-composer]")) {
    form.dataset.send = chosen;
  }
  for (const hint of document.querySelectorAll("[data-hint]")) {
    hint.hidden = hint.dataset.hint !== chosen;
  }
});

const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) {
    return;
  }
  const withCtrl = event.ctrlKey || event.metaKey;
  const area = main()?.area;
  if (withCtrl && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    const list = document.getElementById("wide-list");
    if (list && getComputedStyle(list).display === "none") {
      list.showPopover?.();
    }
    document.getElementById("chat-search")?.focus();
  } else if (withCtrl && event.shiftKey && event.key.toLowerCase() === "o") {
    event.preventDefault();
    document.querySelector(".chat-list .button.is-primary")?.click();
  } else if (event.key === "Escape" && !document.querySelector("dialog[open]") && !main()?.stopButton.hidden) {
    main().stop();
  } else if (event.key === "ArrowUp" && event.target === area && area.value === "") {
    event.preventDefault();
    [...document.querySelectorAll(".is-question [data-edit]")].at(-1)?.click();
  } else if (!isTyping(event.target) && !withCtrl && !event.altKey) {
    if (event.key === "/") {
      event.preventDefault();
      area?.focus();
    } else if (event.key === "?") {
      event.preventDefault();
      document.getElementById("shortcuts")?.showModal();
    }
  }
});

// begin -------------------------------------------------------------------------------

forms(document);
followScrolling();
settle(document);
if (!location.hash) {
  toEnd({ always: true });
}
if (matchMedia("(hover: hover)").matches && !document.querySelector("dialog[open]")) {
  main()?.area.focus();
}
