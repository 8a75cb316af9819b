/* Copying: a message as it was written, a block of code, a table for a spreadsheet. */

import { toast } from "./asking.js";

const label = (key) => document.querySelector(`[data-words-of-chat] [data-word="${key}"]`)?.textContent ?? "";

/** Copies through an element where there is no clipboard (a page without HTTPS). */
const byHand = (text) => {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) {
    throw new Error("the browser did not copy");
  }
};

const copy = async (text) => {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
  } else {
    byHand(text);
  }
};

const told = (work) =>
  work.then(
    () => toast("toast-copied"),
    () => toast("toast-failed"),
  );

const ofMessage = async (url) => {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) {
    throw new Error("the message could not be read");
  }
  await copy(await response.text());
};

/** A table as tab-separated values, which spreadsheets take cell by cell. */
export const asTsv = (table) =>
  [...table.rows]
    .map((row) => [...row.cells].map((cell) => cell.innerText.replace(/[\t\r\n]+/g, " ").trim()).join("\t"))
    .join("\n");

const button = (key, act) => {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button is-quiet is-small copy-part";
  element.textContent = label(key);
  element.addEventListener("click", () => told(act()));
  return element;
};

const wrap = (element, className, copier) => {
  if (element.parentElement.classList.contains(className)) {
    return;
  }
  const holder = document.createElement("div");
  holder.className = className;
  element.replaceWith(holder);
  holder.append(element, copier);
};

/** Gives every block of code and every table of finished answers below `root` its button. */
export const addCopying = (root) => {
  for (const hidden of root.querySelectorAll("[data-copy-message][hidden]")) {
    hidden.hidden = false;
  }
  for (const block of root.querySelectorAll(".answer:not([data-live]) .code-block")) {
    wrap(block, "code-holder", button("copy-code", () => copy(block.innerText)));
  }
  for (const table of root.querySelectorAll(".answer:not([data-live]) .table-scroll")) {
    wrap(table, "table-holder", button("copy-table", () => copy(asTsv(table.querySelector("table")))));
  }
};

document.addEventListener("click", (event) => {
  const copier = event.target.closest("[data-copy-message]");
  if (copier) {
    told(ofMessage(copier.dataset.copyMessage));
  }
});
