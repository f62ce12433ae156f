"use strict";
// The page itself: reads what the phone keeps, draws it, writes what is chosen, lets it be sent.
(() => {
  const { made, button, icon, pill, store, outbox, photos, pen, cards } = Field;
  const get = (id) => document.getElementById(id);
  const FILTERS = [["mine", "我的部门"], ["open", "还没查"], ["bad", "不合格"], ["all", "全部"]];
  let bundle = null, visits = [], rows = {}, filter = "mine", notice = "";

  const now = () => new Date().toISOString();
  const today = () => new Date().toLocaleDateString("sv-SE");
  const here = () => visits.find((visit) => `#visit=${visit.id}` === location.hash);
  const of = (name, visit) => (rows[name] || []).filter((row) => row.visit_id === visit.id);

  async function read() {
    if (!store.isOpen()) return;
    const found = await store.get("meta", "bundle");
    bundle = found || null;
    visits = (await store.all("visits")).sort((a, b) => a.planned_on.localeCompare(b.planned_on) || a.id - b.id);
    for (const name of outbox.STORES) rows[name] = await store.all(name);
  }

  // What this phone shows for an item: its own newest word, unless the server has a later one.
  function answerOf(visit, item) {
    const own = of("answers", visit).filter((row) => row.visit_item_id === item.id).sort((a, b) => a.answered_at.localeCompare(b.answered_at)).at(-1);
    if (!own) return item.answer;
    const isOlder = item.answer && Date.parse(item.answer.at) >= Date.parse(own.answered_at);
    return isOlder && own.state === "sent" ? item.answer : own;
  }

  const isAnswered = (visit, item) => Boolean((answerOf(visit, item) || {}).outcome);

  function tally(visit) {
    const mine = visit.items.filter((item) => item.is_mine);
    const waiting = outbox.STORES.flatMap((name) => of(name, visit)).filter((row) => row.state === "waiting").length;
    return { done: mine.filter((item) => isAnswered(visit, item)).length, asked: mine.length, waiting };
  }

  // ---- writing ----

  // Keep, or say that it could not be kept; what was kept before stays.
  async function kept(act, what) {
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof store.Full)) throw error;
      say(`手机空间不够，${what}没有存下。以前存的都在：请先点“发送”，或删掉手机里别的东西再来。`);
      return false;
    }
  }

  async function giveAnswer(visit, item, changes) {
    const before = answerOf(visit, item) || {};
    const row = {
      uid: crypto.randomUUID(), visit_id: visit.id, visit_item_id: item.id, outcome: before.outcome || "", note: before.note || "",
      answered_at: now(), sentence: "", ...changes,
    };
    row.state = row.outcome ? "waiting" : "draft";
    const old = of("answers", visit).filter((each) => each.visit_item_id === item.id && each.state !== "sent" && !outbox.isFlying(each.uid));
    const isKept = await kept(() => store.write("answers", (stores) => {
      stores.answers.put(row);
      for (const each of old) stores.answers.delete(each.uid);
    }), "这条结果");
    if (!isKept) return;
    if (await begin(visit)) await changed();
    else await changed(visit, item);
  }

  // Whoever looks at the first item has begun; true where this was the beginning.
  async function begin(visit) {
    if (!["planned", "noticed"].includes(visit.state) || of("moves", visit).some((move) => move.kind === "start")) return false;
    const move = { uid: crypto.randomUUID(), visit_id: visit.id, kind: "start", at: now(), state: "waiting", sentence: "" };
    return kept(() => store.put("moves", move), "开始时间");
  }

  async function shoot(visit, item, file) {
    say("正在给照片算摘要…");
    try {
      const { sentence } = await photos.take(file, visit.id, item ? item.id : null, bundle.limits);
      say(sentence);
      await begin(visit);
    } catch (error) {
      if (error instanceof store.Full) say("手机空间不够，这张照片没有存下。以前存的都在：请先点“发送”，或删掉手机里别的东西再拍。");
      else if (error instanceof photos.Unfit) say(error.message);
      else throw error;
    }
    await changed();
  }

  async function again(name, uid) {
    await store.change(name, uid, (row) => ({ ...row, state: "waiting", sentence: "" }));
    await changed();
  }

  async function finish(visit, reason) {
    const old = of("moves", visit).filter((move) => move.kind === "record" && move.state !== "sent");
    const move = { uid: crypto.randomUUID(), visit_id: visit.id, kind: "record", reason, at: now(), state: "waiting", sentence: "" };
    const isKept = await kept(() => store.write("moves", (stores) => {
      for (const each of old) stores.moves.delete(each.uid);
      stores.moves.put(move);
    }), "“查完了”");
    if (isKept) await changed();
  }

  async function sign(visit, side, signature) {
    if (!signature) return;
    const row = { uid: crypto.randomUUID(), visit_id: visit.id, side, signed_at: now(), state: "waiting", sentence: "", ...signature };
    if (await kept(() => store.put("signatures", row), "签名")) await changed();
  }

  // Let the original of a photo out of the phone's store, then let it go.
  async function save(photo) {
    const link = made("a", { href: URL.createObjectURL(photo.original || photo.blob), download: photo.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  // Read again and draw; after an answer only its own card, so that a long list answers at once.
  async function changed(visit, item) {
    if (item) {
      rows.answers = await store.all("answers");
      drawItem(visit, item);
    } else {
      await read();
      draw();
    }
    await outbox.count();
    if (navigator.onLine && !outbox.status.isSignedOut) outbox.send();
  }

  // ---- drawing ----

  function say(sentence) {
    notice = sentence;
    line(outbox.status);
  }

  function line(status) {
    const parts = [];
    if (notice) parts.push(notice);
    if (status.refused) parts.push(`${status.refused} 条没有收下，看下面红字。`);
    if (status.isBusy && status.waiting) parts.push(`正在发送，还有 ${status.waiting} 条…`);
    else if (status.waiting) parts.push(`未发送 ${status.waiting} 条 · ${whereKept(status)}`);
    else if (status.isOffline) parts.push("没有网络，可以照常查，都存在手机上");
    else if (status.isSignedOut) parts.push("登录过期了，请重新登录");
    else if (status.sentAt) parts.push(`全部已发送 ${Field.clock(status.sentAt)}`);
    if (status.problem) parts.push(status.problem);
    get("line-words").textContent = parts.join(" ") || "正在打开…";
    get("line").className = `line ${status.refused ? "bad" : status.waiting || status.isOffline || status.isSignedOut ? "warn" : "ok"}`;
    get("sign-in").hidden = !status.isSignedOut;
    get("sign-in").href = document.body.dataset.signIn;
    get("send").hidden = !status.waiting || status.isBusy || status.isSignedOut;
  }

  function whereKept(status) {
    if (status.isSignedOut) return "登录过期了，都存在手机上，登录后再发";
    return status.isOffline ? "没有网络，已存在手机上" : "已存在手机上";
  }

  function draw() {
    const visit = here();
    get("back").hidden = !visit;
    get("who").textContent = bundle ? bundle.user.name : "";
    get("title").textContent = visit ? visit.name : "现场检查";
    const main = get("main"), top = scrollY, focused = document.activeElement && document.activeElement.id;
    main.replaceChildren(...(visit ? visitPage(visit) : listPage()));
    scrollTo(0, top);
    if (focused && get(focused)) get(focused).focus({ preventScroll: true });
  }

  function listPage() {
    if (!bundle) return [made("p", { class: "empty" }, "手机里还没有检查清单。请连上网、登录，再打开这一页。")];
    const found = visits.length
      ? made("ul", { class: "visits" }, ...visits.map((visit) => cards.visitCard(visit, tally(visit), today())))
      : made("p", { class: "empty" }, "这几天没有要您去的检查。安排了会出现在这里。");
    return [made("p", { class: "about" }, `清单更新于 ${Field.clock(bundle.made_at)}，没有网络也能用`), found, rulesOf(),
      made("p", {}, made("a", { class: "desk", href: document.body.dataset.desk }, "到电脑版看检查"))];
  }

  function rulesOf() {
    return made("details", { class: "rules" }, made("summary", {}, "几个人报得不一样，算谁的"), made("ol", {}, ...bundle.rules.map((rule) => made("li", {}, rule))));
  }

  function visitPage(visit) {
    photos.follow();
    const { done, asked } = tally(visit);
    const shown = visit.items.filter((item) => passes(visit, item));
    const record = of("moves", visit).find((move) => move.kind === "record");
    const isOver = visit.state === "recorded" || (record && record.state !== "refused");
    const parts = [noticeCard(visit)];
    if (isOver) parts.push(signCard(visit, record));
    parts.push(made("div", { class: "progress" }, made("strong", {}, `已查 ${done}/${asked}`), made("progress", { max: asked || 1, value: done, "aria-label": "已查" })), filterRow());
    parts.push(made("ul", { class: "items" }, ...shown.map((item) => drawn(visit, item))));
    if (!shown.length) parts.push(made("p", { class: "empty" }, "这里没有事项，换一个筛选看看。"));
    parts.push(placePhotos(visit));
    if (!isOver) parts.push(finishCard(visit, record));
    return parts;
  }

  function drawItem(visit, item) {
    const card = get(`item-${item.id}`), { done, asked } = tally(visit);
    if (!card) return;
    const isWriting = card.contains(document.activeElement) && document.activeElement.tagName === "TEXTAREA";
    if (isWriting) card.dataset.outcome = (answerOf(visit, item) || {}).outcome || "";
    else replaced(card, drawn(visit, item));
    document.querySelector(".progress strong").textContent = `已查 ${done}/${asked}`;
    document.querySelector(".progress progress").value = done;
  }

  // The new card for the old, the focus where it was.
  function replaced(card, fresh) {
    const at = document.activeElement, place = card.contains(at) ? [...card.querySelectorAll("input, textarea, summary")].indexOf(at) : -1;
    card.replaceWith(fresh);
    if (place >= 0) fresh.querySelectorAll("input, textarea, summary")[place].focus({ preventScroll: true });
  }

  function drawn(visit, item) {
    const acts = {
      choose: (each, outcome) => giveAnswer(visit, each, { outcome }),
      write: (each, note) => giveAnswer(visit, each, { note }),
      shoot: (each, file) => shoot(visit, each, file), save, again,
    };
    return cards.itemCard(item, answerOf(visit, item), of("photos", visit).filter((photo) => photo.item_id === item.id), bundle.outcomes, acts);
  }

  function passes(visit, item) {
    if (filter === "all") return true;
    if (filter === "bad") return (answerOf(visit, item) || {}).outcome === "bad";
    return item.is_mine && (filter === "mine" || !isAnswered(visit, item));
  }

  function filterRow() {
    const choose = (value) => { filter = value; draw(); };
    return made("div", { class: "filters", role: "group", "aria-label": "看哪些" },
      ...FILTERS.map(([value, label]) => button(label, () => choose(value), "small", { "aria-pressed": String(filter === value), id: `filter-${value}` })));
  }

  function noticeCard(visit) {
    const isAhead = ["planned", "noticed"].includes(visit.state) && !of("moves", visit).some((move) => move.kind === "start");
    const facts = made("dl", { class: "facts" });
    const told = [["核验码", visit.code], ["事由", visit.reason], ["依据", visit.authority], ["牵头", visit.lead],
      ["检查人员", visit.members.map((each) => `${each.name}（${each.unit}，${each.certificate}）`).join("；")], ["地址", visit.address], ["联系", `${visit.head} ${visit.phone}`.trim() || "—"]];
    for (const [label, value] of told) facts.append(made("dt", {}, label), made("dd", {}, value));
    const fold = made("details", isAhead ? { open: "", class: "card notice" } : { class: "card notice" }, made("summary", {}, "检查通知：出示给机构看"), facts,
      made("p", { class: "hint" }, `机构在 ${location.host}${document.body.dataset.check} 输入核验码，就能核对你们的身份。`));
    if (isAhead) fold.append(button("到场了，开始检查", async () => { await begin(visit); await changed(); }, "primary"));
    return fold;
  }

  function placePhotos(visit) {
    const loose = of("photos", visit).filter((photo) => photo.item_id === null);
    const input = made("input", { type: "file", accept: "image/*", capture: "environment", class: "hidden-file", "aria-label": "拍一张现场全景" });
    input.addEventListener("change", () => { if (input.files[0]) shoot(visit, null, input.files[0]); });
    return made("section", { class: "card" }, made("h2", {}, "现场全景"), made("label", { class: "button shoot" }, input, icon("camera"), loose.length ? `拍照（${loose.length}）` : "拍照"),
      ...loose.filter((photo) => photo.state === "refused").map((photo) => made("p", { class: "state bad" }, photo.sentence)));
  }

  function finishCard(visit, record) {
    const why = Field.field("有没查的，为什么没查（都查了不用写）", made("input", { maxlength: 200, id: "unseen" }));
    const problem = made("p", { class: "problem", role: "alert" }, record && record.state === "refused" ? record.sentence : "");
    const done = () => {
      const reason = why.input.value.trim(), { done: seen, asked } = tally(visit), open = asked - seen;
      if (open && !reason) problem.textContent = `还有 ${open} 项没有结果。请查完，或写明为什么没查。`;
      else finish(visit, reason);
    };
    return made("section", { class: "card finish" }, made("h2", {}, "查完了"), made("p", {}, "形成记录以后结果不能再改，接着请双方签字。几个人分头查的，等大家都发送了再点。"),
      why.label, problem, button("查完了，形成记录", done, "primary", { id: "finish" }));
  }

  function signCard(visit, record) {
    const own = of("signatures", visit);
    const signed = (side, name) => visit.signed.some((each) => each.side === side && (!name || each.name === name)) || own.some((row) => row.side === side && row.state !== "refused" && (!name || row.name === name));
    const list = made("ul", { class: "signers" });
    for (const { name } of visit.members) {
      const ask = async () => sign(visit, "inspector", await pen.ask({ title: `${name}签字`, name, isFixed: true }));
      list.append(made("li", {}, `检查人员 ${name}`, signed("inspector", name) ? pill("ok", "已签") : button("签字", ask, "small")));
    }
    const place = made("li", {}, "机构在场人");
    if (signed("institution")) place.append(pill("ok", "已签"));
    else place.append(made("span", { class: "row" },
      button("签字", async () => sign(visit, "institution", await pen.ask({ title: "机构在场人签字", name: visit.head })), "small"),
      button("不签", async () => sign(visit, "institution", await pen.askRefusal()), "small")));
    list.append(place);
    const isWaiting = record && record.state === "waiting";
    return made("section", { class: "card sign" }, made("h2", {}, "双方签字"),
      made("p", {}, `检查人员至少 ${bundle.limits.least_signers} 人签，机构在场人签。${isWaiting ? "记录还没发送，签名先存在手机上，一起发。" : ""}`), list,
      ...own.filter((row) => row.state === "refused").map((row) => made("div", { class: "state bad", role: "alert" }, `签名没有收下，还在手机里。${row.sentence}`, button("再发一次", () => again("signatures", row.uid), "small"))));
  }

  // ---- opening ----

  async function open() {
    outbox.watch(async (status, hasChanged) => {
      line(status);
      if (hasChanged && store.isOpen()) { await read(); redraw(); }
    });
    get("send").addEventListener("click", () => outbox.send());
    addEventListener("hashchange", () => { notice = ""; draw(); scrollTo(0, 0); get("main").focus({ preventScroll: true }); });
    const last = await store.last();
    if (last) await store.open(last);
    await read();
    draw();
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    if ("serviceWorker" in navigator) navigator.serviceWorker.register(document.body.dataset.worker, { scope: document.body.dataset.root });
    await outbox.send();
    await read();
    draw();
  }

  // Not under the fingers of somebody who is writing.
  function redraw() {
    const at = document.activeElement;
    if (at && /^(TEXTAREA|INPUT)$/.test(at.tagName) && at.type !== "radio" && at.type !== "file") return;
    if (document.querySelector("dialog[open]")) return;
    draw();
  }

  open();
})();
