/* Requests of chat to its own server: as data, with the protection of forms. */

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** Posts a form; gives {status, data}. A lost connection gives status 0. */
export const post = async (url, body, signal) => {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      signal,
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      credentials: "same-origin",
    });
    const isData = response.headers.get("Content-Type")?.includes("json");
    return { status: response.status, data: isData ? await response.json() : {} };
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    return { status: 0, data: {} };
  }
};

/** Fetches a fragment as an element's children; null when that did not work. */
export const fragment = async (url) => {
  try {
    const response = await fetch(url, {
      headers: { "HX-Request": "true" },
      credentials: "same-origin",
    });
    if (!response.ok) {
      return null;
    }
    const template = document.createElement("template");
    template.innerHTML = await response.text();
    return template.content;
  } catch {
    return null;
  }
};

/** Shows one of the messages of the shell by the id of its template. */
export const toast = (id) => {
  document.dispatchEvent(new CustomEvent("nezuku:toast", { detail: id }));
};
