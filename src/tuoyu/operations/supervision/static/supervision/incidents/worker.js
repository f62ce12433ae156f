"use strict";
// Whoever has opened the questions once can open them without network. NOW (root, file) is written above by the server:
// the page of the site is asked for first, since it can report; when it does not come in time, the one-file page opens.
const SHELF = "tuoyu-incidents-1";
const PATIENCE_MS = 4000;

async function keep() {
  const answer = await fetch(NOW.file, { credentials: "same-origin", cache: "reload" });
  if (!answer.ok || answer.redirected) throw new Error("the page is not to be had now");
  // It comes as a download; kept is its text, to be opened.
  const page = new Response(await answer.text(), { headers: { "Content-Type": "text/html; charset=utf-8" } });
  await (await caches.open(SHELF)).put(NOW.file, page);
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("tuoyu-incidents-") && name !== SHELF).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const isOurs = event.request.mode === "navigate" && new URL(event.request.url).pathname === NOW.root;
  if (!isOurs) return;
  const asked = fetch(event.request);
  event.respondWith(first(asked));
  // What policy says may have changed since: kept anew whenever the site can be reached; the old one stays otherwise.
  event.waitUntil(asked.then(keep).catch(() => undefined));
});

async function first(asked) {
  const late = new Promise((_, fail) => { setTimeout(fail, PATIENCE_MS, new Error("late")); });
  try {
    return await Promise.race([asked, late]);
  } catch {
    return (await caches.match(NOW.file, { cacheName: SHELF })) || asked;
  }
}
