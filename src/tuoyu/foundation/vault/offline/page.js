"use strict";
// The page around the judgement: takes a text or a file, shows one answer. Writes text only, never markup.
(() => {
  const { keys, revocations, words } = JSON.parse(document.getElementById("data").textContent);
  const get = (id) => document.getElementById(id);
  const LOOKS = {
    valid: ["good", "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M8 12.5l2.7 2.7L16 9.5"],
    expired: ["late", "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 7v5l3 3"],
    not_yet: ["late", "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 7v5l3 3"],
    revoked: ["wrong", "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M5.7 5.7l12.6 12.6"],
    altered: ["wrong", "M12 3.5L2.5 20h19L12 3.5M12 10v4M12 17v.01"],
    forged: ["wrong", "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M9 9l6 6M15 9l-6 6"],
    unknown_key: ["unclear", "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 16.5v.01M12 13.5c0-2 2.4-2 2.4-4a2.4 2.4 0 0 0-4.8 0"],
    unreadable: ["unclear", "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M8 12h8"],
  };
  // The day in China, wherever the phone is.
  const today = () => new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
  const judge = (token) => Statements.judge(token, keys, revocations, today(), words);

  function fill(list, lines) {
    list.replaceChildren(...lines.map(([label, text]) => {
      const line = document.createElement("div");
      line.append(document.createElement("dt"), document.createElement("dd"));
      line.children[0].textContent = label;
      line.children[1].textContent = text;
      return line;
    }));
  }

  function show(token) {
    const found = judge(token), [look, path] = LOOKS[found.state];
    get("verdict").className = look;
    get("sign").firstElementChild.setAttribute("d", path);
    get("word").textContent = words.states[found.state];
    get("sentence").textContent = found.sentence;
    get("next").textContent = found.next_step;
    get("kind").textContent = found.title;
    fill(get("facts"), found.facts);
    get("content").hidden = !found.facts.length;
    get("answer").hidden = false;
    get("answer").scrollIntoView({ block: "start" });
    get("word").focus({ preventScroll: true });
  }

  get("check").addEventListener("click", () => show(Statements.tokenIn(get("text").value)));
  get("file").addEventListener("change", async () => {
    const [file] = get("file").files;
    if (!file) return;
    show(Statements.tokenInBytes(new Uint8Array(await file.arrayBuffer())));
    get("file").value = ""; // The same file may be chosen again.
  });

  const asOf = judge("").as_of;
  const days = asOf ? Math.round((Date.parse(today()) - Date.parse(asOf)) / 86400e3) : 0;
  const age = days > 0 ? `，是 ${days} 天前的` : "";
  get("listed").textContent = asOf
    ? `撤销名单截至 ${asOf}${age}。在那以后撤销的，这里看不出来；请下载新的网页，或查当前状态。`
    : "这个网页里没有能用的撤销名单：看得出真假，看不出有没有被撤销。";
  fill(get("keys"), (Array.isArray(keys.keys) ? keys.keys : []).map((key) => [String(key.id), String(key.public)]));
})();
