"use strict";
// A signature: drawn with finger or mouse, or the own name typed, for whoever cannot draw. One dialog at a time.
Field.pen = (() => {
  const WIDE = 600, HIGH = 200;
  const { made, button, field } = Field;

  // Asks for a signature; null where it was called off. ``name`` is fixed for inspectors.
  function ask({ title, name = "", isFixed = false }) {
    return new Promise((resolve) => {
      const dialog = made("dialog", { class: "sheet" });
      const canvas = made("canvas", { width: WIDE, height: HIGH, class: "pad", role: "img", "aria-label": "签名处，用手指写" });
      const strokes = [];
      const typed = field("签字人姓名", made("input", { value: name, autocomplete: "name", maxlength: 64, ...(isFixed ? { readonly: "" } : {}) }));
      const byName = made("input", { type: "checkbox" });
      const problem = made("p", { class: "problem", role: "alert" });
      draws(canvas, strokes);
      const close = (answer) => { dialog.close(); dialog.remove(); resolve(answer); };
      const done = () => {
        const said = typed.input.value.trim();
        if (!said) return void (problem.textContent = "请写签字人的姓名。");
        if (!strokes.length && !byName.checked) return void (problem.textContent = "还没有签名。请在框里写，或勾选“用姓名代替”。");
        close({ name: said, strokes: pathOf(strokes), refusal: "", witness: "" });
      };
      dialog.append(
        made("h2", {}, title), typed.label, canvas,
        made("label", { class: "tick" }, byName, "不方便手写，用姓名代替签名"), problem,
        made("div", { class: "row" },
          button("签好了", done, "primary"),
          button("重写", () => { strokes.length = 0; canvas.getContext("2d").clearRect(0, 0, WIDE, HIGH); }),
          button("返回", () => close(null))),
      );
      dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(null); });
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  // The institution will not sign: why, and who saw it.
  function askRefusal() {
    return new Promise((resolve) => {
      const dialog = made("dialog", { class: "sheet" });
      const why = field("为什么不签", made("input", { maxlength: 200 }));
      const witness = field("见证人", made("input", { maxlength: 64 }));
      const problem = made("p", { class: "problem", role: "alert" });
      const close = (answer) => { dialog.close(); dialog.remove(); resolve(answer); };
      const done = () => {
        const [refusal, seen] = [why.input.value.trim(), witness.input.value.trim()];
        if (!refusal || !seen) return void (problem.textContent = "理由和见证人都要写。");
        close({ name: "", strokes: "", refusal, witness: seen });
      };
      dialog.append(made("h2", {}, "机构不签字"), why.label, witness.label, problem,
        made("div", { class: "row" }, button("记下", done, "primary"), button("返回", () => close(null))));
      dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(null); });
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  function draws(canvas, strokes) {
    const pen = canvas.getContext("2d");
    Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#1d2b2a" });
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [Math.round((event.clientX - box.left) * WIDE / box.width), Math.round((event.clientY - box.top) * HIGH / box.height)];
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      strokes.push([at(event)]);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      const stroke = strokes.at(-1), from = stroke.at(-1), to = at(event);
      if (from[0] === to[0] && from[1] === to[1]) return;
      stroke.push(to);
      pen.beginPath();
      pen.moveTo(...from);
      pen.lineTo(...to);
      pen.stroke();
    });
  }

  const inside = ([x, y]) => `${Math.min(WIDE, Math.max(0, x))} ${Math.min(HIGH, Math.max(0, y))}`;
  const pathOf = (strokes) => strokes.filter((stroke) => stroke.length > 1)
    .map(([first, ...rest]) => `M${inside(first)} ${rest.map((point) => `L${inside(point)}`).join(" ")}`).join(" ");

  return { ask, askRefusal };
})();
