/* The composer: checks while one types, shows what was found on the words, and sends.

   Enter sends only what was shown: when the guard wants a look, the panel for exactly this text
   has to have been visible. The door checks the same with a signed receipt; this is comfort. */

import { fragment, post, toast } from "./asking.js";
import { draw, moved } from "./marks.js";

const CHECK_AFTER = 300;
const CHECK_AFTER_AT_MOST = 4000;
const BLACK = "■■■";

const words = {};
for (const element of document.querySelectorAll("[data-words-of-chat] [data-word]")) {
  words[element.dataset.word] = element.textContent;
}
const say = (key, fields = {}) =>
  Object.entries(fields).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key] ?? "");

/** Whether a key belongs to the input method and not to us. */
const isComposing = (event) => event.isComposing || event.keyCode === 229;

export class Composer {
  constructor(form, { onAsked }) {
    this.form = form;
    this.onAsked = onAsked;
    this.area = form.querySelector("[data-words]");
    this.layer = form.querySelector("[data-layer]");
    this.found = form.querySelector("[data-found]");
    this.problem = form.querySelector("[data-problem]");
    this.files = form.querySelector("[data-files]");
    this.state = form.querySelector("[data-state]");
    this.count = form.querySelector("[data-count]");
    this.sendButton = form.querySelector("[data-send-button]");
    this.stopButton = form.querySelector("[data-stop]");
    this.receipt = form.elements.receipt;
    this.marks = [];
    this.drawn = this.area.value;
    this.checked = null; // what the panel on the page speaks about: text, files, choices, model
    this.decision = "allow";
    this.timer = 0;
    this.took = 0; // how long the last check took, in milliseconds
    this.pending = null;
    this.sending = false;
    this.uploads = 0;
    this.listen();
    this.restoreDraft();
    this.show();
    if (this.area.value || this.files.children.length) {
      this.checkSoon(0);
    }
    this.area.composer = this;
  }

  get isEdit() {
    return this.form.elements.instead_of.value !== "";
  }

  get draftKey() {
    return `nezuku-draft-${document.querySelector("[data-conversation]")?.dataset.conversation ?? "new"}`;
  }

  listen() {
    this.area.addEventListener("input", () => {
      this.show();
      this.saveDraft();
      this.tell("");
      // A long text with files takes the guard longer: it is then asked less often.
      this.checkSoon(Math.min(CHECK_AFTER_AT_MOST, Math.max(CHECK_AFTER, this.took * 3)));
    });
    this.area.addEventListener("keydown", (event) => this.onKey(event));
    this.area.addEventListener("paste", (event) => this.onPaste(event));
    this.form.addEventListener("submit", (event) => this.onSubmit(event));
    this.form.querySelector("[data-model]")?.addEventListener("change", () => this.checkSoon(0));
    this.form.querySelector("[data-file]").addEventListener("change", (event) => {
      this.attach([...event.target.files]);
      event.target.value = "";
    });
    this.files.addEventListener("click", (event) => this.onDetach(event));
    this.found.addEventListener("change", (event) => {
      if (event.target.matches("[type=radio]")) {
        this.checkSoon(0);
      }
    });
    this.found.addEventListener(
      "toggle",
      (event) => {
        if (event.target.matches("[data-found-preview][open]")) {
          event.target.scrollIntoView({ block: "nearest" });
        }
      },
      true,
    );
    const box = this.form.querySelector("[data-box]");
    const drop = this.isEdit ? box : document.querySelector(".wide-column") ?? box;
    drop.addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files")) {
        event.preventDefault();
        box.classList.add("is-over");
      }
    });
    drop.addEventListener("dragleave", () => box.classList.remove("is-over"));
    drop.addEventListener("drop", (event) => {
      if (event.dataTransfer?.files.length) {
        event.preventDefault();
        box.classList.remove("is-over");
        this.attach([...event.dataTransfer.files]);
      }
    });
    box.addEventListener("click", (event) => {
      if (event.target === box || event.target.matches(".composer-bar")) {
        this.area.focus();
      }
    });
  }

  onKey(event) {
    if (isComposing(event) || event.key !== "Enter" || event.altKey) {
      return;
    }
    const withCtrl = event.ctrlKey || event.metaKey;
    const sends = this.form.dataset.send === "ctrl" ? withCtrl : !event.shiftKey;
    if (sends) {
      event.preventDefault();
      if (!this.stopButton || this.stopButton.hidden) {
        this.send();
      }
    }
  }

  onPaste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    const hasText = event.clipboardData?.types.includes("text/plain");
    if (files.length && !hasText) {
      event.preventDefault();
      this.attach(files);
    }
  }

  onSubmit(event) {
    event.preventDefault();
    const button = event.submitter;
    if (button?.matches("[data-stop]")) {
      this.stop();
    } else if (button?.matches("[data-black-out]")) {
      this.blackOut(button);
    } else if (button?.matches("[data-confirm]")) {
      this.send({ confirmed: true });
    } else {
      this.send();
    }
  }

  /** Draws the words again, moves the marks along, and tells how long the text is. */
  show() {
    const text = this.area.value;
    if (text !== this.drawn) {
      this.marks = moved(this.marks, this.drawn, text);
      this.drawn = text;
    }
    draw(this.layer, text, this.marks);
    const limit = Number(this.form.dataset.limit);
    const near = text.length > limit * 0.8;
    this.count.hidden = !near;
    this.count.classList.toggle("is-over", text.length > limit);
    if (near) {
      this.count.textContent = say("count", {
        n: text.length.toLocaleString(),
        limit: limit.toLocaleString(),
      });
    }
  }

  body({ receipt = "" } = {}) {
    const body = new FormData(this.form);
    body.delete("files");
    body.set("receipt", receipt);
    return body;
  }

  /** What a check speaks about; the receipt on the page holds for exactly this. */
  subject() {
    const body = this.body();
    body.delete("csrfmiddlewaretoken");
    return JSON.stringify([...body.entries()]);
  }

  get isEmpty() {
    return !this.area.value.trim() && !this.files.querySelector("[data-file-id]");
  }

  checkSoon(after) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), after);
  }

  /** Asks the guard about the text as it is; true when the page shows the answer for it. */
  async check() {
    clearTimeout(this.timer);
    this.pending?.abort();
    if (this.isEmpty) {
      this.apply({ decision: "allow", marks: [], html: "", receipt: "", problem: "" }, this.subject());
      return true;
    }
    const subject = this.subject();
    const text = this.area.value;
    const waiting = new AbortController();
    this.pending = waiting;
    const began = performance.now();
    let answer;
    try {
      answer = await post(this.form.dataset.check, this.body(), waiting.signal);
    } catch {
      return false; // a newer check took over
    }
    this.took = performance.now() - began;
    if (this.area.value !== text) {
      return false;
    }
    if (answer.status === 200) {
      this.apply(answer.data, subject);
      return true;
    }
    this.state.textContent = say("unchecked");
    if (answer.data.message) {
      this.tell(answer.data.message);
    }
    return false;
  }

  apply(data, subject) {
    this.checked = subject;
    this.decision = data.decision;
    this.blocking = Boolean(data.problem);
    this.receipt.value = data.receipt;
    this.marks = data.marks;
    draw(this.layer, this.area.value, this.marks);
    this.showPanel(data.html);
    this.state.textContent = this.isEmpty || data.html ? "" : say("clear");
  }

  showPanel(html) {
    const old = this.found.querySelector("[data-found-more]");
    const wasOpen = old ? old.open : matchMedia("(min-width: 60rem)").matches;
    const preview = Boolean(this.found.querySelector("[data-found-preview]")?.open);
    const focused = this.found.contains(document.activeElement) ? document.activeElement : null;
    const name = focused?.name;
    const value = focused?.value;
    const template = document.createElement("template");
    template.innerHTML = html;
    this.found.replaceChildren(template.content);
    const now = this.found.querySelector("[data-found-more]");
    if (now) {
      now.open = wasOpen;
      const shown = now.querySelector("[data-found-preview]");
      if (shown) {
        shown.open = preview;
      }
    }
    if (name) {
      this.found.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`)?.focus();
    }
  }

  get isSeen() {
    return Boolean(this.found.querySelector("[data-found-more]")?.open) && this.checked === this.subject();
  }

  /** Puts the panel before the person and the focus on what to do. */
  lookAt() {
    const more = this.found.querySelector("[data-found-more]");
    if (more) {
      more.open = true;
    }
    const button =
      this.found.querySelector("[data-confirm]") ?? this.found.querySelector("[data-black-out]");
    (button ?? this.area).focus();
    this.found.scrollIntoView({ block: "nearest" });
  }

  async send({ confirmed = false } = {}) {
    if (this.sending || this.isEmpty) {
      return;
    }
    if (this.uploads) {
      this.tell(say("uploading"));
      return;
    }
    this.busy(true);
    try {
      const wasSeen = this.isSeen;
      if (this.checked !== this.subject() && !(await this.check())) {
        if (!this.problem.textContent) {
          this.tell(say("lost"));
        }
        return;
      }
      const asks = this.decision === "mask" || this.decision === "ask";
      if (this.decision === "block" || this.blocking || (asks && !wasSeen && !confirmed)) {
        this.lookAt();
        return;
      }
      await this.post();
    } finally {
      this.busy(false);
    }
  }

  async post() {
    const answer = await post(this.form.action, this.body({ receipt: this.receipt.value }));
    if (answer.status === 200) {
      this.clear();
      this.onAsked(answer.data, this);
    } else if (answer.status === 409 && answer.data.html) {
      this.apply(answer.data, this.subject());
      this.lookAt();
    } else {
      this.tell(answer.data.message ?? say(answer.status === 0 ? "lost" : "failed"));
    }
  }

  clear() {
    sessionStorage.removeItem(this.draftKey);
    this.area.value = "";
    this.drawn = "";
    this.marks = [];
    this.files.replaceChildren();
    this.found.replaceChildren();
    this.receipt.value = "";
    this.checked = null;
    this.decision = "allow";
    this.tell("");
    this.state.textContent = "";
    this.show();
  }

  busy(on) {
    this.sending = on;
    if (on) {
      this.sendButton.setAttribute("aria-busy", "true");
    } else {
      this.sendButton.removeAttribute("aria-busy");
    }
  }

  tell(text) {
    if (!text) {
      this.problem.replaceChildren();
      return;
    }
    const line = document.createElement("p");
    line.className = "notice is-bad";
    const inner = document.createElement("span");
    inner.textContent = text;
    line.append(inner);
    this.problem.replaceChildren(line);
  }

  /** Replaces found words by ■, in the text or in the text of a file. */
  async blackOut(button) {
    const number = Number(button.dataset.blackOut);
    if (button.dataset.inFile) {
      const body = new FormData();
      body.set("words", button.value);
      const answer = await post(button.dataset.inFile, body);
      if (answer.status !== 200) {
        this.tell(answer.data.message ?? say("failed"));
      }
    } else {
      let text = this.area.value;
      for (const mark of [...this.marks].reverse()) {
        if (mark.item === number) {
          text = text.slice(0, mark.start) + BLACK + text.slice(mark.end);
        }
      }
      this.area.value = text;
      this.show();
      this.saveDraft();
    }
    this.checked = null;
    await this.check();
    this.area.focus();
  }

  answering(messageId, stopUrl) {
    const on = Boolean(messageId);
    this.stopButton.hidden = !on;
    this.sendButton.hidden = on;
    this.stopUrl = stopUrl;
    if (on) {
      this.stopButton.formAction = stopUrl;
    }
  }

  async stop() {
    const url = this.stopUrl ?? this.stopButton.formAction;
    const answer = await post(url, new FormData());
    if (answer.status !== 200) {
      this.tell(answer.data.message ?? say("failed"));
    }
  }

  // files ------------------------------------------------------------------------

  async attach(files) {
    const most = Number(this.form.dataset.mostFiles);
    for (const file of files) {
      const chip = this.chip(file.name, say("reading"));
      if (this.files.querySelectorAll("[data-file-id]").length + this.uploads >= most) {
        this.chipFails(chip, say("too-many", { most }));
        continue;
      }
      if (file.size > Number(this.form.dataset.mostBytes)) {
        this.chipFails(chip, say("too-large", { size: Math.floor(this.form.dataset.mostBytes / 2 ** 20) }));
        continue;
      }
      this.uploads += 1;
      const body = new FormData();
      body.set("thread", this.form.dataset.thread);
      body.set("files", file);
      const answer = await post(this.form.dataset.attach, body);
      this.uploads -= 1;
      if (answer.status === 200) {
        const template = document.createElement("template");
        template.innerHTML = answer.data.html;
        chip.replaceWith(template.content);
      } else {
        this.chipFails(chip, answer.data.message ?? say(answer.status === 0 ? "lost" : "failed"));
      }
    }
    this.checkSoon(0);
  }

  chip(name, note) {
    const chip = document.createElement("li");
    chip.className = "file-chip";
    const title = document.createElement("span");
    title.className = "file-name";
    title.textContent = name;
    const line = document.createElement("span");
    line.className = "file-size";
    line.textContent = note;
    chip.append(title, line);
    this.files.append(chip);
    return chip;
  }

  chipFails(chip, sentence) {
    chip.classList.add("is-bad");
    const line = chip.querySelector(".file-size");
    line.className = "file-notice";
    line.setAttribute("role", "alert");
    line.textContent = sentence;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button is-quiet is-small";
    close.dataset.dismiss = "";
    close.textContent = say("close");
    chip.append(close);
  }

  async onDetach(event) {
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) {
      dismiss.closest("li").remove();
      return;
    }
    const button = event.target.closest("[data-detach]");
    if (button) {
      const chip = button.closest("[data-file-id]");
      chip.remove();
      this.checkSoon(0);
      await post(button.dataset.detach, new FormData());
    }
  }

  // draft ------------------------------------------------------------------------

  saveDraft() {
    if (!this.isEdit) {
      try {
        sessionStorage.setItem(this.draftKey, this.area.value);
      } catch {
        // A full or forbidden store only costs the draft.
      }
    }
  }

  restoreDraft() {
    if (!this.isEdit && !this.area.value) {
      this.area.value = sessionStorage.getItem(this.draftKey) ?? "";
    }
  }
}

/** Puts a composer with an earlier question in place of that question. */
export const openEdit = async (link, options) => {
  const content = await fragment(link.href);
  const form = content?.querySelector("[data-composer]");
  if (!form) {
    toast("toast-failed");
    return null;
  }
  const message = link.closest("[data-message]");
  message.append(form);
  for (const part of message.querySelectorAll(":scope > :not(.composer, h2)")) {
    part.hidden = true;
  }
  const composer = new Composer(form, options);
  form.querySelector("[data-cancel]").addEventListener("click", (event) => {
    event.preventDefault();
    form.remove();
    for (const part of message.querySelectorAll(":scope > [hidden]")) {
      part.hidden = false;
    }
  });
  composer.area.focus();
  composer.area.setSelectionRange(composer.area.value.length, composer.area.value.length);
  return composer;
};
