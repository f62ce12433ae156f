"use strict";
// Sends what waits, in the order in which the server can use it: answers, photos, the record, signatures. A thing leaves
// the phone's list only when the server has answered for it by its own number.
Field.outbox = (() => {
  const STORES = ["answers", "photos", "moves", "signatures"];
  const MOST = 200;
  const status = { isBusy: false, isOffline: !navigator.onLine, isSignedOut: false, waiting: 0, refused: 0, sentAt: "", problem: "" };
  // Sent and not yet answered for: not to be replaced meanwhile. ``hear`` is told the status, and whether rows changed.
  const flying = new Set();
  let hear = () => {}, wantsAgain = false;
  const address = (name) => document.body.dataset[name];

  class SignedOut extends Error {}
  class Wrong extends Error {}

  async function count() {
    const rows = (await Promise.all(STORES.map(Field.store.all))).flat();
    status.waiting = rows.filter((row) => row.state === "waiting").length;
    status.refused = rows.filter((row) => row.state === "refused").length;
    hear(status);
  }

  async function asked(url, options = {}) {
    const answer = await fetch(url, { credentials: "same-origin", redirect: "manual", ...options });
    if (answer.type === "opaqueredirect" || answer.status === 403) throw new SignedOut();
    if (!(answer.headers.get("content-type") || "").includes("json")) throw new Wrong(`系统现在答不上来（${answer.status}）。`);
    const told = await answer.json();
    if (!told.told && !told.visits) throw new Wrong(told.sentence || "系统现在答不上来。");
    return told;
  }

  // The newest lists; of visits that are over, what still waits keeps the list on the phone.
  async function refresh() {
    const bundle = await asked(address("bundle"));
    await Field.store.open(bundle.user.id);
    const rows = (await Promise.all(STORES.map(Field.store.all))).flat();
    const kept = new Set(rows.filter((row) => row.state !== "sent").map((row) => row.visit_id));
    const fresh = new Set(bundle.visits.map((visit) => visit.id));
    const old = (await Field.store.all("visits")).filter((visit) => !fresh.has(visit.id) && !kept.has(visit.id));
    await Field.store.write(["visits", "meta", ...STORES], (stores) => {
      for (const visit of bundle.visits) stores.visits.put(visit);
      for (const visit of old) stores.visits.delete(visit.id);
      const { visits, token, ...told } = bundle;
      stores.meta.put({ key: "bundle", ...told });
      forget(stores, rows, new Set(old.map((visit) => visit.id)));
    });
    return bundle.token;
  }

  // What the server has and shows itself. Originals that were too large stay until somebody has saved them.
  function forget(stores, rows, gone) {
    for (const row of rows) {
      const isShown = row.state === "sent" && row.told !== "note" && !row.original && row.kind !== "record";
      if (!isShown && !(gone.has(row.visit_id) && row.state === "sent" && !row.original)) continue;
      const name = "outcome" in row ? "answers" : "sha256" in row ? "photos" : "kind" in row ? "moves" : "signatures";
      stores[name].delete(row.uid);
    }
  }

  async function settle(name, { uid, state, sentence }) {
    await Field.store.change(name, uid, (row) => {
      const settled = { ...row, state: state === "refused" ? "refused" : "sent", told: state, sentence };
      // The server has it: the copy goes. What it would not take stays whole.
      if (name === "photos" && settled.state === "sent") delete settled.blob;
      return settled;
    });
  }

  async function post(token, parts, homes) {
    const form = new FormData();
    form.set("batch", JSON.stringify({ sent_at: new Date().toISOString(), visits: parts }));
    const uids = [...homes.keys()];
    uids.forEach((uid) => flying.add(uid));
    try {
      const { told } = await asked(address("sync"), { method: "POST", body: form, headers: { "X-CSRFToken": token } });
      for (const each of told) if (homes.has(each.uid)) await settle(homes.get(each.uid), each);
    } finally {
      uids.forEach((uid) => flying.delete(uid));
    }
  }

  const waiting = async (name) => (await Field.store.all(name)).filter((row) => row.state === "waiting");

  async function sendAnswers(token) {
    const answers = (await waiting("answers")).sort((a, b) => a.answered_at.localeCompare(b.answered_at));
    const starts = (await waiting("moves")).filter((move) => move.kind === "start");
    while (answers.length || starts.length) {
      const homes = new Map(), parts = new Map();
      const part = (id) => parts.get(id) || parts.set(id, { visit_id: id, answers: [] }).get(id);
      for (const move of starts.splice(0)) {
        part(move.visit_id).start = { uid: move.uid, at: move.at };
        homes.set(move.uid, "moves");
      }
      for (const { uid, visit_id, visit_item_id, outcome, note, answered_at } of answers.splice(0, MOST)) {
        part(visit_id).answers.push({ uid, visit_item_id, outcome, note, answered_at });
        homes.set(uid, "answers");
      }
      await post(token, [...parts.values()], homes);
    }
  }

  async function sendPhotos(token) {
    for (const row of await waiting("photos")) {
      const form = new FormData();
      form.set("photo", row.blob, row.name);
      for (const name of ["uid", "sha256", "sent_sha256", "taken_at", "camera_time", "lat", "lng", "accuracy"]) form.set(name, row[name]);
      form.set("visit_item_id", row.item_id || "");
      form.set("sent_at", new Date().toISOString());
      const url = address("photo").replace("/0/", `/${row.visit_id}/`);
      const { told } = await asked(url, { method: "POST", body: form, headers: { "X-CSRFToken": token } });
      for (const each of told) await settle("photos", each);
      await count();
    }
  }

  async function sendEnds(token) {
    const records = (await waiting("moves")).filter((move) => move.kind === "record");
    for (const { uid, visit_id, reason } of records) {
      await post(token, [{ visit_id, record: { uid, reason } }], new Map([[uid, "moves"]]));
    }
    const open = new Set((await Field.store.all("moves")).filter((move) => move.kind === "record" && move.state !== "sent").map((move) => move.visit_id));
    for (const row of await waiting("signatures")) {
      if (open.has(row.visit_id)) continue;
      const { visit_id, state, sentence, ...signature } = row;
      await post(token, [{ visit_id, signatures: [signature] }], new Map([[row.uid, "signatures"]]));
    }
  }

  async function once() {
    const token = await refresh();
    status.isOffline = status.isSignedOut = false;
    await count();
    if (!status.waiting) return;
    await sendAnswers(token);
    await count();
    await sendPhotos(token);
    await sendEnds(token);
    await refresh();
  }

  // Send everything that waits. Asked while it is sending, it sends once more.
  async function send() {
    wantsAgain = true;
    if (status.isBusy) return;
    status.isBusy = true;
    status.problem = "";
    hear(status);
    try {
      while (wantsAgain) {
        wantsAgain = false;
        await once();
        status.sentAt = new Date().toISOString();
      }
    } catch (error) {
      told(error);
    } finally {
      status.isBusy = false;
      if (Field.store.isOpen()) await count();
      hear(status, true);
    }
  }

  function told(error) {
    if (error instanceof SignedOut) status.isSignedOut = true;
    else if (error instanceof Wrong) status.problem = error.message;
    else if (error instanceof Field.store.Full) status.problem = "手机空间不够，清单没有更新；已经存下的都在。";
    else if (error instanceof TypeError) status.isOffline = true;
    else throw error;
  }

  function watch(listener) {
    hear = listener;
    addEventListener("online", () => { status.isOffline = false; send(); });
    addEventListener("offline", () => { status.isOffline = true; hear(status); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
    setInterval(() => { if (status.waiting && navigator.onLine && !status.isSignedOut) send(); }, 30_000);
  }

  return { status, send, watch, count, isFlying: (uid) => flying.has(uid), STORES };
})();
