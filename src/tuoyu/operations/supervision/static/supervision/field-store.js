"use strict";
// What the phone keeps until the server says that it has it: one database a person. What is said to be kept has been written.
const Field = {};
Field.store = (() => {
  const KEYS = { visits: "id", meta: "key", answers: "uid", photos: "uid", signatures: "uid", moves: "uid" };
  const LAST = "tuoyu-field-person";
  let database = null, person = "";

  // The phone has no room: nothing of what is kept is touched.
  class Full extends Error {}

  function open(id) {
    if (database && person === String(id)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(`tuoyu-field-${id}`, 1);
      asked.onupgradeneeded = () => {
        for (const [name, keyPath] of Object.entries(KEYS)) asked.result.createObjectStore(name, { keyPath });
      };
      asked.onerror = () => reject(asked.error);
      asked.onsuccess = () => {
        if (database) database.close();
        database = asked.result;
        person = String(id);
        localStorage.setItem(LAST, person);
        resolve();
      };
    });
  }

  // One transaction, on the disk when the promise is kept; ``work`` gets the stores by name.
  function write(names, work) {
    return new Promise((resolve, reject) => {
      const act = database.transaction(names, "readwrite", { durability: "strict" });
      let answer;
      const failed = () => {
        const error = act.error;
        reject(error && error.name === "QuotaExceededError" ? new Full() : error || new Error("not written"));
      };
      act.oncomplete = () => resolve(answer);
      act.onabort = failed;
      act.onerror = failed;
      answer = work(Object.fromEntries([].concat(names).map((name) => [name, act.objectStore(name)])));
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
  const last = () => localStorage.getItem(LAST) || "";
  return { Full, open, write, all, get, change, put, remove, last, isOpen: () => database !== null };
})();
