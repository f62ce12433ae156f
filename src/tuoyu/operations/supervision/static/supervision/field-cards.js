"use strict";
// What is drawn: a visit in the list, and one item with its choices, its note and its photos.
Field.cards = (() => {
  const { made, button, icon, pill } = Field;
  const LIGHTS = { ok: "ok", bad: "bad", not_here: "none", unseen: "warn" };
  const SENT = { waiting: "已存手机，还没发送", sent: "已发送", draft: "选了结果才会发送" };

  function visitCard(visit, { done, asked, waiting }, today) {
    const when = visit.planned_on === today ? "今天" : Field.day(visit.planned_on);
    return made("li", {}, made("a", { class: "visit", href: `#visit=${visit.id}` },
      made("span", { class: "visit-name" }, visit.name),
      made("span", { class: "visit-about" }, `${when} · ${visit.kind} · ${visit.address}`),
      made("span", { class: "visit-marks" }, pill(visit.state === "under_way" ? "warn" : visit.state === "recorded" ? "info" : "none", visit.state_label),
        pill(done === asked ? "ok" : "none", `已查 ${done}/${asked}`), waiting ? pill("warn", `未发送 ${waiting} 条`) : "")));
  }

  // One item. ``answer`` is what counts for this phone; ``acts`` are choose, write, shoot, save, again.
  function itemCard(item, answer, photos, outcomes, acts) {
    const card = made("li", { class: "item", id: `item-${item.id}`, "data-outcome": (answer && answer.outcome) || "" });
    const look = made("p", { class: "look", id: `look-${item.id}` }, item.look);
    const choices = made("fieldset", { class: "choices", "aria-describedby": `look-${item.id}` },
      made("legend", {}, item.title, item.is_key ? pill("warn", "关键项") : ""));
    choices.append(look, clauseOf(item), ...warnings(item), choiceRow(item, answer, outcomes, acts));
    card.append(choices, noteOf(item, answer, acts), photoRow(item, photos, acts), ...stateLines(answer, photos, acts));
    return card;
  }

  function clauseOf(item) {
    return made("details", { class: "clause" }, made("summary", {}, "依据"), `${item.clause} · 取证：${item.evidence}${item.is_mine ? "" : ` · 归${item.unit}`}`);
  }

  function warnings(item) {
    const said = [];
    if (!item.is_mine) said.push(made("p", { class: "hint" }, `这一项归${item.unit}，您报的只作附注。`));
    if (item.withdrawn) said.push(made("p", { class: "hint" }, item.withdrawn));
    return said;
  }

  function choiceRow(item, answer, outcomes, acts) {
    const row = made("div", { class: "choice-row" });
    for (const { value, label } of outcomes) {
      const input = made("input", { type: "radio", name: `outcome-${item.id}`, value });
      input.checked = Boolean(answer && answer.outcome === value);
      input.addEventListener("change", () => acts.choose(item, value));
      row.append(made("label", { class: `choice ${LIGHTS[value]}` }, input, made("span", {}, label)));
    }
    return row;
  }

  function noteOf(item, answer, acts) {
    const area = made("textarea", { rows: 1, maxlength: 2000, "aria-label": `${item.title}：情况`, placeholder: "情况（可以用输入法的语音）" });
    area.value = (answer && answer.note) || "";
    let later = 0;
    const write = () => { clearTimeout(later); later = 0; acts.write(item, area.value); };
    area.addEventListener("input", () => { clearTimeout(later); later = setTimeout(write, 400); });
    area.addEventListener("blur", () => { if (later) write(); });
    return area;
  }

  function photoRow(item, photos, acts) {
    const input = made("input", { type: "file", accept: "image/*", capture: "environment", class: "hidden-file", "aria-label": `${item.title}：拍照` });
    input.addEventListener("change", () => { if (input.files[0]) acts.shoot(item, input.files[0]); input.value = ""; });
    const count = item.photos + photos.filter((row) => row.state !== "sent").length;
    const row = made("div", { class: "photo-row" }, made("label", { class: "button shoot" }, input, icon("camera"), count ? `拍照（${count}）` : "拍照"));
    for (const photo of photos) if (photo.original || (photo.state === "refused" && photo.blob)) row.append(button("存出原图", () => acts.save(photo), "small"));
    return row;
  }

  function stateLines(answer, photos, acts) {
    const lines = [];
    if (answer && answer.uid) lines.push(told(answer, "结果", () => acts.again("answers", answer.uid)));
    if (answer && answer.by) lines.push(made("p", { class: "state" }, `${answer.by} ${Field.clock(answer.at)} 已报`));
    for (const photo of photos) if (photo.state !== "sent" || photo.sentence) lines.push(told(photo, "照片", () => acts.again("photos", photo.uid)));
    return lines;
  }

  function told(row, what, again) {
    if (row.state === "refused") return made("div", { class: "state bad", role: "alert" }, `${what}没有收下，还在手机里。${row.sentence}`, button("再发一次", again, "small"));
    const digest = row.sha256 ? `，摘要 ${row.sha256.slice(0, 8)}…` : "";
    return made("p", { class: "state" }, `${what}${SENT[row.state]}${digest}${row.sentence ? `。${row.sentence}` : ""}`);
  }

  return { visitCard, itemCard };
})();
