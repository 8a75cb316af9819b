/* `<div data-drop>` around a file input: files can be put on it; their names are shown. */

const size = (bytes) => {
  const units = ["B", "kB", "MB", "GB"];
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${(bytes / 1000 ** step).toFixed(step ? 1 : 0)} ${units[step]}`;
};

const list = (zone, input) => {
  const names = zone.querySelector("[data-drop-files]");
  names?.replaceChildren(
    ...[...input.files].map((file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name} (${size(file.size)})`;
      return item;
    }),
  );
};

const zoneOf = (event) => event.target.closest?.("[data-drop]");

document.addEventListener("dragover", (event) => {
  const zone = zoneOf(event);
  if (zone) {
    event.preventDefault();
    zone.classList.add("is-over");
  }
});

document.addEventListener("dragleave", (event) => {
  const zone = zoneOf(event);
  if (zone && !zone.contains(event.relatedTarget)) {
    zone.classList.remove("is-over");
  }
});

document.addEventListener("drop", (event) => {
  const zone = zoneOf(event);
  const input = zone?.querySelector('input[type="file"]');
  if (!input) {
    return;
  }
  event.preventDefault();
  zone.classList.remove("is-over");
  const chosen = new DataTransfer();
  for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) {
    chosen.items.add(file);
  }
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("change", (event) => {
  const zone = zoneOf(event);
  if (zone && event.target.type === "file") {
    list(zone, event.target);
  }
});
