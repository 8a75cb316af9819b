/* Watching answers as they come. The browser reconnects by itself; what it missed comes again. */

import { fragment } from "./asking.js";

const LOOK_AGAIN = 2500;
const GIVE_UP = 8;

/** Whether the person reads the end of the conversation (and wants to go on doing so). */
const body = () => document.querySelector(".wide-body");
let follows = true;

export const followScrolling = () => {
  const scroller = body();
  scroller?.addEventListener(
    "scroll",
    () => {
      follows = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    },
    { passive: true },
  );
};

export const toEnd = ({ always = false } = {}) => {
  const scroller = body();
  if (scroller && (always || follows)) {
    scroller.scrollTop = scroller.scrollHeight;
    follows = true;
  }
};

/** Watches the answer in `article` until it ends; `onEnd` gets the article in its final form. */
export const watch = (article, onEnd) => {
  if (article.dataset.watched) {
    return;
  }
  article.dataset.watched = "1";
  const answer = article.querySelector(".answer");
  const blocks = [];
  let failures = 0;
  const source = new EventSource(article.dataset.stream);

  const finish = async () => {
    source.close();
    const content = await fragment(article.dataset.final);
    const final = content?.querySelector("[data-message]");
    if (!article.isConnected) {
      return;
    }
    if (!final || final.dataset.stream) {
      setTimeout(finish, LOOK_AGAIN);
      return;
    }
    article.replaceWith(final);
    onEnd(final);
  };

  source.addEventListener("blocks", (event) => {
    failures = 0;
    const change = JSON.parse(event.data);
    for (const old of blocks.splice(change.start)) {
      old.remove();
    }
    for (const html of change.blocks) {
      const block = document.createElement("div");
      block.className = "answer-block";
      block.innerHTML = html;
      blocks.push(block);
      answer.append(block);
    }
    toEnd();
  });
  source.addEventListener("done", finish);
  source.addEventListener("away", finish);
  source.addEventListener("error", () => {
    failures += 1;
    if (source.readyState === EventSource.CLOSED || failures > GIVE_UP) {
      finish();
    } else {
      // A new connection tells everything from the beginning.
      blocks.splice(0).forEach((block) => block.remove());
    }
  });
};
