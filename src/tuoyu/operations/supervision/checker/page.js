"use strict";
// The page around the judgement: takes a file, shows one answer. Writes text only, never markup.
(() => {
  const get = (id) => document.getElementById(id);
  const LOOKS = {
    good: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M8 12.5l2.7 2.7L16 9.5",
    wrong: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M9 9l6 6M15 9l-6 6",
    unclear: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M8 12h8",
  };
  const AT_FIRST = 20, MORE = 200;
  let seats = [], shown = AT_FIRST;

  function made(tag, text = "", look = "") {
    const element = document.createElement(tag);
    element.textContent = text;
    if (look) element.className = look;
    return element;
  }

  function holding(tag, ...children) {
    const element = document.createElement(tag);
    element.append(...children);
    return element;
  }

  function show(found, name) {
    const faults = found.steps.filter((step) => !step.isOk);
    const look = found.isOk ? "good" : found.document ? "wrong" : "unclear";
    get("verdict").className = look;
    get("sign").firstElementChild.setAttribute("d", LOOKS[look]);
    get("word").textContent = { good: "抽取可以重复，结果属实", wrong: "这份抽取文件对不上", unclear: "没有办法核对" }[look];
    get("sentence").textContent = found.isOk
      ? `“${name}”里的每一步都重算过，都对得上。`
      : faults[0].sentence + (faults.length > 1 ? `另有 ${faults.length - 1} 处，见下面。` : "");
    get("next").textContent = found.isOk ? stillToDo(found.document) : found.next;
    get("counted").textContent = faults.length ? `查到 ${faults.length} 处不对` : `${found.steps.length} 步都对得上`;
    get("steps").replaceChildren(...found.steps.map(stepRow));
    get("seal").hidden = get("checked").hidden = !found.document;
    get("digest").replaceChildren(...(found.digest.match(/.{8}/g) || []).map((part) => made("span", part)));
    get("drawn").hidden = !found.isOk;
    if (found.isOk) showDrawn(found.document);
    get("answer").hidden = false;
    get("answer").scrollIntoView({ block: "start" });
    get("word").focus({ preventScroll: true });
  }

  function stillToDo({ beacon }) {
    const compare = "把下面的摘要和公告里的比一比";
    return beacon
      ? `还要做两件事：${compare}；到发布公共随机数的地方核对它的值。`
      : `还要做一件事：${compare}。`;
  }

  function stepRow(step) {
    const sign = made("span", step.isOk ? "✓" : "✗", "sign");
    sign.setAttribute("aria-hidden", "true");
    const row = holding("li", sign, made("span", step.isOk ? "对：" : "不对：", "heard"), made("span", step.sentence));
    row.className = step.isOk ? "held" : "fault";
    return row;
  }

  function showDrawn(draw) {
    const { rules } = draw;
    const objects = new Map(draw.objects.map((each) => [each.id, each.name]));
    const staff = new Map(draw.inspectors.map((each) => [each.id, each]));
    const departments = new Map(rules.crews.map((crew) => [crew.department, crew.name]));
    seats = draw.result.map((seat, at) => ({
      number: at + 1,
      id: seat.object,
      name: objects.get(seat.object),
      crews: grouped(seat.inspectors.map((id) => staff.get(id)), departments),
    }));
    get("about").textContent = rules.title;
    const facts = [
      ["名单封存", moment(rules.frozen_at)], ["公开截止", moment(rules.open_by)],
      ["抽中", `${draw.objects.length} 个对象里抽中 ${seats.length} 个`], ["检查人员", `${draw.inspectors.length} 名`],
      ["回避", draw.recusals.length ? `${draw.recusals.length} 项` : "没有"],
      ["没有进名单", draw.left_out.length ? `${draw.left_out.length} 个，原因写在文件里` : "没有"],
    ];
    get("facts").replaceChildren(...facts.map(([label, text]) => holding("div", made("dt", label), made("dd", text))));
    get("find").hidden = seats.length <= AT_FIRST;
    get("sought").value = "";
    shown = AT_FIRST;
    listSeats();
  }

  // [department, names] of those who go, in the order of the file.
  function grouped(people, departments) {
    const found = new Map();
    for (const each of people) {
      const name = departments.get(each.department);
      found.set(name, [...(found.get(name) || []), each.name]);
    }
    return [...found];
  }

  const moment = (text) => text.slice(0, 16).replace("T", " ");

  function listSeats() {
    const sought = get("sought").value.trim();
    const isSought = (text) => text.includes(sought);
    const matching = seats.filter(({ id, name, crews }) => isSought(id) || isSought(name) || crews.flat(2).some(isSought));
    get("seats").replaceChildren(...matching.slice(0, shown).map(seatRow));
    get("more").hidden = matching.length <= shown;
    get("more").textContent = `再列出 ${Math.min(MORE, matching.length - shown)} 个`;
    get("found").textContent = sought && !matching.length
      ? `抽中的对象里没有“${sought}”。`
      : matching.length > shown ? `共 ${matching.length} 个，先列出 ${shown} 个。` : "";
  }

  function seatRow({ number, id, name, crews }) {
    const going = crews.map(([department, names]) => holding("p", made("span", department, "department"), names.join("、")));
    return holding("li", made("span", number, "number"), holding("div", made("strong", name), made("span", id, "code"), ...going));
  }

  get("sought").addEventListener("input", () => { shown = AT_FIRST; listSeats(); });
  get("more").addEventListener("click", () => { shown += MORE; listSeats(); });
  get("file").addEventListener("change", async () => {
    const [file] = get("file").files, idle = get("doing").textContent;
    if (!file) return;
    get("file").disabled = true;
    get("answer").hidden = true;
    try {
      // What is too large is not even read; its first bytes too many say so.
      const bytes = new Uint8Array(await file.slice(0, Reading.LARGEST + 1).arrayBuffer());
      show(await Draws.answerSlowly(bytes, (what) => { get("doing").textContent = `${what}……`; }), file.name);
    } finally {
      get("file").disabled = false;
      get("file").value = ""; // The same file may be chosen again.
      get("doing").textContent = idle;
    }
  });
})();
