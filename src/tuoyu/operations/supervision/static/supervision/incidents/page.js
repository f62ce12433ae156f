"use strict";
// One question a screen, then what to do, whom to call, by when to report. Writes text only, never markup.
(() => {
  const tree = JSON.parse(document.getElementById("tree-data").textContent);
  const root = document.getElementById("tree");
  let knownAt = Date.now(), isFirst = true, ticking = 0;

  const answersNow = () => decodeURIComponent(location.hash.slice(1)).split(".").filter(Boolean);

  function made(tag, look = "", text = "") {
    const element = document.createElement(tag);
    if (look) element.className = look;
    if (text) element.textContent = text;
    return element;
  }

  function holding(tag, look, ...children) {
    const element = made(tag, look);
    element.append(...children.filter(Boolean));
    return element;
  }

  function link(look, text, address) {
    const element = made("a", look, text);
    element.href = address;
    return element;
  }

  function button(look, text, act) {
    const element = made("button", look, text);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  }

  function go(answers) {
    location.hash = answers.join(".");
  }

  function show() {
    clearInterval(ticking);
    const answers = answersNow();
    const found = Incidents.walk(tree, answers);
    if (!found) return go([]);
    const head = made("h2", "ask", found.question ? found.question.text : found.outcome.title);
    head.tabIndex = -1;
    if (found.question) root.replaceChildren(head, ...questionParts(found.question, answers));
    else root.replaceChildren(...outcomeParts(found.outcome, answers, head));
    root.append(back(answers));
    window.scrollTo(0, 0);
    if (!isFirst) head.focus({ preventScroll: true });
    isFirst = false;
  }

  function questionParts(question, answers) {
    const list = made("div", "answers");
    for (const answer of question.answers) {
      list.append(button("answer", answer.label, () => {
        if (!answers.length) knownAt = Date.now();
        go([...answers, answer.code]);
      }));
    }
    return [list];
  }

  function back(answers) {
    const row = made("p", "ways");
    if (answers.length) {
      row.append(button("way", "上一步", () => go(answers.slice(0, -1))), button("way", "从头再问", () => go([])));
    }
    return row;
  }

  function outcomeParts(outcome, answers, head) {
    const text = summary(outcome, answers);
    return [
      holding("section", `verdict ${outcome.severity}`, head, deadline(outcome), phones(outcome)),
      listed("现在做", outcome.do, "ol"),
      listed("千万不要", outcome.never, "ul", "never"),
      receivers(outcome),
      report(outcome, answers),
      readout(text),
      sources(outcome),
    ].filter(Boolean);
  }

  function deadline(outcome) {
    if (!outcome.limit) return made("p", "limit", "不用上报。");
    const until = knownAt + outcome.limit.minutes * 60000;
    const left = made("strong", "left", Incidents.left(until, Date.now()));
    ticking = setInterval(() => { left.textContent = Incidents.left(until, Date.now()); }, 10000);
    const row = holding("p", "limit", made("span", "", `${outcome.limit.word}报告，最迟 ${clock(until)}，`), left);
    if (outcome.limit.isUnverified) row.append(made("span", "unsure", "待核实"));
    return row;
  }

  function phones(outcome) {
    if (!outcome.phones.length) return null;
    const row = made("p", "calls");
    for (const phone of outcome.phones) row.append(link("call", `打 ${phone.number} ${phone.label}`, `tel:${phone.number}`));
    return row;
  }

  function listed(title, lines, tag, look = "") {
    const list = made(tag);
    for (const line of lines) list.append(made("li", "", line));
    return holding("section", `card ${look}`, made("h3", "", title), list);
  }

  function receivers(outcome) {
    if (!outcome.to.length) return null;
    const list = made("ul", "plain");
    for (const body of outcome.to) {
      const name = body.unit ? `${body.body}（${body.unit}）` : body.body;
      const row = made("li", "", name);
      if (body.phone) row.append(" ", link("", body.phone, `tel:${body.phone.replace(/[^0-9+]/g, "")}`));
      list.append(row);
    }
    return holding("section", "card", made("h3", "", "报给谁"), list);
  }

  function report(outcome, answers) {
    if (!tree.report) return null;
    const row = made("p", "report");
    const query = new URLSearchParams({ path: answers.join("."), known: String(Math.floor(knownAt / 1000)) });
    if (tree.drill) query.set("drill", tree.drill);
    const away = made("span", "hint", "现在没有网络：先打电话，把下面这段话念给对方。有网以后再填报告。");
    const open = link("button main", outcome.limit ? "填报告" : "登记下来", `${tree.report}?${query}`);
    const set = () => { away.hidden = navigator.onLine; open.hidden = !navigator.onLine; };
    window.ononline = window.onoffline = set;
    set();
    row.append(open, away);
    return row;
  }

  function summary(outcome, answers) {
    const lines = ["【突发事件】", ...Incidents.said(tree, answers).map(([, answer]) => answer)];
    lines.push(`知道时间：${clock(knownAt)}`, "机构、地址：", "几个孩子、几个月大：", "现在在哪里、谁陪着：");
    if (outcome.limit) lines.push(`${outcome.limit.word}报：${outcome.to.map((each) => each.body).join("、")}`);
    return (tree.drill ? "【这是演练】\n" : "") + lines.join("\n");
  }

  function readout(text) {
    const box = made("textarea", "said-text");
    box.value = text;
    box.rows = text.split("\n").length + 1;
    box.id = "said-text";
    const label = made("label", "", "打电话时照着念，也可以改了再复制");
    label.htmlFor = box.id;
    const done = made("span", "hint");
    done.setAttribute("role", "status");
    const copy = button("button", "复制这段话", () => {
      box.select();
      const isCopied = document.execCommand("copy");
      done.textContent = isCopied ? "已复制，可以发给主管部门和家长。" : "没有复制成：请长按文字自己复制。";
    });
    return holding("section", "card", label, box, copy, done);
  }

  function sources(outcome) {
    const list = made("ul", "plain");
    const grounds = outcome.limit ? [{ text: outcome.limit.basis, isUnverified: outcome.limit.isUnverified }] : [];
    for (const source of [...grounds, ...outcome.sources]) {
      const row = made("li", "", source.text);
      if (source.isUnverified) row.append(" ", made("span", "unsure", "待核实"));
      list.append(row);
    }
    return holding("details", "card quiet", made("summary", "", "依据"), list);
  }

  function clock(moment) {
    const at = new Date(moment), today = new Date();
    const time = `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
    return at.toDateString() === today.toDateString() ? time : `${at.getMonth() + 1}月${at.getDate()}日 ${time}`;
  }

  window.addEventListener("hashchange", show);
  show();
  // Of the page on the site only: the file needs none.
  const of = document.body.dataset;
  if (of.worker && "serviceWorker" in navigator) navigator.serviceWorker.register(of.worker, { scope: of.root });
})();
