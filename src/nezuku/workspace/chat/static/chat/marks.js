/* The layer of marks behind a textarea: the same words, only what was found has a ground.
   Marks are given in UTF-16 units, as strings of this language count. */

/** Draws `text` into `layer` with `marks` on it. Everything is text: nothing is parsed. */
export const draw = (layer, text, marks) => {
  const pieces = [];
  let place = 0;
  for (const mark of marks) {
    if (mark.start < place || mark.end > text.length) {
      continue;
    }
    pieces.push(text.slice(place, mark.start));
    const element = document.createElement("mark");
    element.className = `is-${mark.decision}`;
    element.textContent = text.slice(mark.start, mark.end);
    pieces.push(element);
    place = mark.end;
  }
  // A last empty line needs a character to have a height.
  pieces.push(`${text.slice(place)}\u200b`);
  layer.replaceChildren(...pieces);
};

/** The marks as they lie after an edit: those before and after the changed stretch stay. */
export const moved = (marks, before, after) => {
  let head = 0;
  const shorter = Math.min(before.length, after.length);
  while (head < shorter && before[head] === after[head]) {
    head += 1;
  }
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
    tail += 1;
  }
  const shift = after.length - before.length;
  const kept = [];
  for (const mark of marks) {
    if (mark.end <= head) {
      kept.push(mark);
    } else if (mark.start >= before.length - tail) {
      kept.push({ ...mark, start: mark.start + shift, end: mark.end + shift });
    }
  }
  return kept;
};
