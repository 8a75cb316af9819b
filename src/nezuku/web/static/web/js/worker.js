/* Shows the offline page when a page cannot be fetched. Keeps nothing else: no page and no answer
   of the company is ever stored on the device. `self.nezukuKept` names the page and its styles. */

const CACHE = "nezuku-offline";
const kept = self.nezukuKept;
const [page] = kept;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .delete(CACHE)
      .then(() => caches.open(CACHE))
      .then((cache) => cache.addAll(kept.map((url) => new Request(url, { cache: "reload" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(fetch(request).catch(() => caches.match(page)));
    return;
  }
  const path = new URL(request.url).pathname;
  if (request.method === "GET" && request.destination === "style" && kept.includes(path)) {
    event.respondWith(fetch(request).catch(() => caches.match(path)));
  }
});
