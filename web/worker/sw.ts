/// <reference lib="webworker" />
/** The service worker: keeps the shell by its hashes, leaves the API to the network, can be switched off by the server. */
export {};
declare const self: ServiceWorkerGlobalScope;
declare const VERSION: string;
declare const FILES: string[];

const SHELL = "/worker/";
const NAME = `worker-${VERSION}`;

self.addEventListener("install", (event) => {
  // Into a cache of its own: the running page keeps the old one until it says that nothing is typed.
  event.waitUntil(
    caches.open(NAME).then((cache) => cache.addAll([...FILES, new Request(SHELL, { cache: "reload" })])),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("worker-") && name !== NAME).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (event.request.mode === "navigate" && address.pathname.startsWith(SHELL)) {
    event.respondWith(kept(SHELL).then((found) => found ?? fetch(event.request)));
  } else if (address.pathname.startsWith("/static/apps/worker/")) {
    event.respondWith(kept(address.pathname).then((found) => found ?? fetch(event.request)));
  }
});

async function kept(path: string): Promise<Response | undefined> {
  return (await caches.open(NAME)).match(path);
}
