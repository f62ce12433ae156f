"use strict";
// Opens the page without network. FIELD (version, root, files) is written above by the server; data never passes here.
const SHELL = `tuoyu-field-${FIELD.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(SHELL);
    const frame = await fetch(FIELD.root, { credentials: "same-origin", cache: "reload" });
    // Whoever is not signed in is led away: that is not the page. The old one stays until it can be had.
    if (!frame.ok || frame.redirected) throw new Error("the page is not to be had now");
    await cache.put(FIELD.root, frame);
    await cache.addAll(FIELD.files);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("tuoyu-field-") && name !== SHELL).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  const key = event.request.mode === "navigate" && url.pathname === FIELD.root ? FIELD.root : url.pathname;
  if (key !== FIELD.root && !FIELD.files.includes(key)) return;
  event.respondWith((async () => (await caches.match(key, { cacheName: SHELL })) || fetch(event.request))());
});
