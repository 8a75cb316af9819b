/* Registers the service worker, whose only task is the offline page. */

const address = document.querySelector('meta[name="service-worker"]');
if (address && "serviceWorker" in navigator) {
  navigator.serviceWorker.register(address.content).catch((problem) => {
    console.warn("the offline page is not available", problem);
  });
}
