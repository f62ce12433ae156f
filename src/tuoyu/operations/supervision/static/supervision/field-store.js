"use strict";
// What the phone keeps until the server says that it has it: one database a person. What is said to be kept has been written.
const Field = {};
Field.store = (() => {
  const KEYS = { visits: "id", meta: "key", answers: "uid", photos: "uid", signatures: "uid", moves: "uid" };
  const LAST = "tuoyu-field";
  let database = null, person = "";

  // The phone has no room: nothing of what is kept is touched.
  class Full extends Error {}

  function opened(name, stores) {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => {
        for (const [store, keyPath] of Object.entries(stores)) asked.result.createObjectStore(store, { keyPath });
      };
      asked.onerror = () => reject(asked.error);
      asked.onsuccess = () => resolve(asked.result);
    });
  }

  function finished(act) {
    return new Promise((resolve, reject) => {
      act.oncomplete = () => resolve();
      act.onabort = act.onerror = () => reject(act.error || new Error("not written"));
    });
  }

  async function open(id) {
    if (database && person === String(id)) return;
    const found = await opened(`tuoyu-field-${id}`, KEYS);
    if (database) database.close();
    database = found;
    person = String(id);
    await remember();
  }

  // Whose phone it is stands in a database too: what lies in localStorage is gone when the browser is killed.
  async function remember() {
    const names = await opened(LAST, { people: "key" });
    const act = names.transaction("people", "readwrite", { durability: "strict" });
    act.objectStore("people").put({ key: "last", id: person });
    await finished(act);
    names.close();
  }

  async function last() {
    const names = await opened(LAST, { people: "key" });
    const asked = names.transaction("people").objectStore("people").get("last");
    await new Promise((resolve, reject) => { asked.onsuccess = resolve; asked.onerror = () => reject(asked.error); });
    names.close();
    return asked.result ? asked.result.id : "";
  }

  // One transaction, on the disk when the promise is kept; ``work`` gets the stores by name.
  function write(names, work) {
    return new Promise((resolve, reject) => {
      const act = database.transaction(names, "readwrite", { durability: "strict" });
      let answer;
      const refused = (error) => reject(error && error.name === "QuotaExceededError" ? new Full() : error || new Error("not written"));
      const failed = () => refused(act.error);
      act.oncomplete = () => resolve(answer);
      act.onabort = failed;
      act.onerror = failed;
      try {
        answer = work(Object.fromEntries([].concat(names).map((name) => [name, act.objectStore(name)])));
      } catch (error) {
        act.abort();
        refused(error);
      }
    });
  }

  function all(name) {
    return new Promise((resolve, reject) => {
      const asked = database.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  function get(name, key) {
    return new Promise((resolve, reject) => {
      const asked = database.transaction(name).objectStore(name).get(key);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  // Read and change in one transaction, so that two changes cannot lose each other.
  function change(name, key, change) {
    return write(name, (stores) => {
      const asked = stores[name].get(key);
      asked.onsuccess = () => {
        if (asked.result) stores[name].put(change(asked.result));
      };
    });
  }

  const put = (name, row) => write(name, (stores) => { stores[name].put(row); });
  const remove = (name, key) => write(name, (stores) => { stores[name].delete(key); });
  return { Full, open, write, all, get, change, put, remove, last, isOpen: () => database !== null };
})();
