// Holds the shell on the device: style, scripts, and the page that says that there is no network.
// No page of anybody's is ever kept. `SHELL` comes before this (`web/pages/installing.py`), and
// is another with each version, so that a new one takes over by itself.

const { version, offline, assets } = self.SHELL;
const NAME = `gatepost-shell-${version}`;

const sameForEverybody = (address) => new Request(address, { credentials: "omit" });

async function keepShell() {
  const cache = await caches.open(NAME);
  await cache.addAll([offline, ...assets].map(sameForEverybody));
  await self.skipWaiting();
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function kept(address) {
  return (await caches.open(NAME)).match(address);
}

async function pageOrOffline(request) {
  try {
    return await fetch(request);
  } catch {
    return (await kept(offline)) ?? Response.error();
  }
}

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
// A form that is sent goes its own way: asked for from here, it would seem to come from our own
// pages, wherever it came from.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (request.mode === "navigate") event.respondWith(pageOrOffline(request));
  else if (origin === location.origin && assets.includes(pathname)) {
    event.respondWith(kept(pathname).then((found) => found ?? fetch(request)));
  }
});
