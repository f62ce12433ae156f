// The little behaviour the pages need beyond htmx and Bootstrap. Without it every page still works.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const on = (name, selector, act) =>
    document.addEventListener(name, (event) => {
      const found = event.target instanceof Element && event.target.closest(selector);
      if (found) act(found, event);
    });
  const token = () => {
    const held = document.body.getAttribute("hx-headers");
    return held ? JSON.parse(held)["X-CSRFToken"] : "";
  };

  // The security policy refuses style attributes; ECharts and Leaflet write a few: pass them on to the CSSOM.
  const plain = SVGElement.prototype.setAttribute;
  SVGElement.prototype.setAttribute = function (name, value) {
    if (name === "style") this.style.cssText = value;
    else plain.call(this, name, value);
  };

  // Toasts and undo
  const toasts = document.getElementById("toasts");
  const fade = (toast) => setTimeout(() => toast.matches(":hover, :focus-within") ? fade(toast) : toast.remove(), 8000);
  const say = (sentence, light = "info", undo = "") => {
    const template = document.getElementById("toast-template");
    if (!toasts || !template) return;
    const toast = template.content.firstElementChild.cloneNode(true);
    toast.querySelector(".ty-toast-words").textContent = sentence;
    toast.classList.replace("ty-toast-info", `ty-toast-${light}`);
    if (undo) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm ty-toast-undo";
      button.dataset.tyUndo = undo;
      button.textContent = "撤销";
      toast.querySelector(".ty-toast-words").after(button);
    }
    toasts.append(toast);
    fade(toast);
  };
  document.querySelectorAll("#toasts [data-ty-toast]").forEach(fade);
  document.addEventListener("ty:toast", (event) => say(event.detail.sentence, event.detail.light, event.detail.undo));
  on("click", "[data-ty-close]", (button) => button.closest("[data-ty-toast]").remove());
  on("click", "[data-ty-undo]", (button) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = button.dataset.tyUndo;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "csrfmiddlewaretoken", value: token() });
    form.append(field);
    document.body.append(form);
    form.submit();
  });
  document.addEventListener("htmx:responseError", (event) => {
    const request = event.detail.xhr;
    const words = new DOMParser().parseFromString(request.responseText, "text/html").querySelector(".ty-reason-what");
    const id = request.getResponseHeader("X-Request-ID");
    say((words ? words.textContent : "这一步没有完成，请稍后再试。") + (id ? `（编号 ${id.slice(0, 8)}）` : ""), "error");
  });
  document.addEventListener("htmx:sendError", () => say("网络不通，内容还在页面上，联网后请再试一次。", "error"));

  // Modes: elder, contrast. Kept in a cookie, so that the server draws them at once.
  on("click", "[data-ty-mode]", (button) => {
    const modes = new Set((root.dataset.mode || "").split(" ").filter(Boolean));
    const mode = button.dataset.tyMode;
    if (!modes.delete(mode)) modes.add(mode);
    root.dataset.mode = [...modes].join(" ");
    document.cookie = `ty_mode=${[...modes].join("+")}; path=/; max-age=31536000; samesite=lax`;
    document.querySelectorAll(`[data-ty-mode="${mode}"]`).forEach((b) => b.setAttribute("aria-pressed", modes.has(mode)));
    redraw();
  });

  // Keyboard, rows, popovers, back, copy
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const search = document.getElementById("ty-search") || document.querySelector("input[type=search]");
    if (event.key === "/" && !typing && search && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    }
    if (event.key === "Escape") document.querySelectorAll("details[data-ty-popover][open]").forEach((d) => (d.open = false));
  });
  on("click", "tr[data-ty-row]", (row, event) => {
    if (event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
    const link = row.querySelector("a.ty-row-link");
    if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
    else link.click();
  });
  document.addEventListener("click", (event) =>
    document.querySelectorAll("details[data-ty-popover][open]").forEach((d) => d.contains(event.target) || (d.open = false)));
  on("click", "[data-ty-back]", () => (history.length > 1 ? history.back() : location.assign("/")));
  on("click", "[data-ty-print]", () => window.print());
  on("click", "[data-ty-copy]", async (button) => {
    const from = button.dataset.tyCopyFrom && document.getElementById(button.dataset.tyCopyFrom);
    await navigator.clipboard.writeText(from ? from.textContent : button.dataset.tyCopy);
    say("已复制到剪贴板。", "success");
  });

  // Lists: sorting and paging swap the list alone; exporting takes the address as it stands
  on("click", ".ty-list-body :is(a.ty-sort, .ty-pager a)", (link, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !window.htmx) return;
    event.preventDefault();
    const id = link.closest(".ty-list-body").id;
    const swap = link.matches(".ty-sort") ? "outerHTML" : "outerHTML show:top";
    window.htmx.ajax("GET", link.href, { target: `#${id}`, swap, source: `#${id}` });
  });
  // The bar stays while the list is swapped, so it marks itself what is set
  on("change", ".ty-filters", (form) => {
    form.querySelectorAll("select").forEach((select) => select.classList.toggle("is-set", select.value !== ""));
    form.querySelectorAll("details").forEach((details) => {
      const set = [...details.querySelectorAll("input")].filter((input) => (input.type === "checkbox" ? input.checked : input.value));
      const summary = details.querySelector("summary");
      summary.classList.toggle("is-set", set.length > 0);
      const count = summary.querySelector(".ty-count");
      count.hidden = !set.length;
      count.textContent = set.length;
    });
  });
  on("click", "[data-ty-done]", (button) => (button.closest("details").open = false));
  on("click", "[data-ty-export]", (link) => {
    const query = new URLSearchParams(location.search);
    query.delete("page");
    query.set("export", link.dataset.tyExport);
    link.search = query;
  });

  // A form with unsaved words does not let go silently
  const guarded = (form) => form.method === "post" && !form.hidden && !form.hasAttribute("data-ty-unguarded");
  let dirty = null;
  on("input", "form", (form) => guarded(form) && form.querySelector(".ty-field") && (dirty = form));
  document.addEventListener("submit", () => (dirty = null));
  window.addEventListener("beforeunload", (event) => dirty && dirty.isConnected && event.preventDefault());

  // A button that was pressed says so and is not pressed twice
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.method !== "post" || !button || event.target.hasAttribute("hx-post")) return;
    button.setAttribute("aria-busy", "true");
    setTimeout(() => (button.disabled = true));
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("[aria-busy=true]").forEach((button) => {
    button.removeAttribute("aria-busy");
    button.disabled = false;
  }));

  // Upload: drop, name, progress
  on("change", ".ty-drop input[type=file]", (input) => {
    const name = input.closest(".ty-drop").querySelector("[data-ty-file-name]");
    if (name) name.textContent = [...input.files].map((f) => `${f.name}（${Math.ceil(f.size / 1024).toLocaleString()} KB）`).join("、");
  });
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]])
    on(name, ".ty-drop", (drop, event) => {
      event.preventDefault();
      drop.classList.toggle("is-over", over);
      const input = drop.querySelector("input[type=file]");
      if (name === "drop" && input && event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.querySelector && event.target.querySelector("progress[data-ty-upload]");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.value = Math.round((event.detail.loaded / event.detail.total) * 100);
    const words = bar.parentElement.querySelector("[data-ty-upload-words]");
    if (words) words.textContent = bar.value < 100 ? `已上传 ${bar.value}%` : "已上传，正在检查内容…";
  });

  // Text beside fields: a field shows its sentence
  const point = (field) => {
    const mark = document.getElementById(field.dataset.tySentence);
    if (!mark) return;
    document.querySelectorAll("mark.is-here").forEach((other) => other.classList.remove("is-here"));
    mark.classList.add("is-here");
    document.querySelectorAll(".ty-beside-field.is-here").forEach((other) => other.classList.remove("is-here"));
    field.classList.add("is-here");
    const box = mark.closest(".ty-beside-text");
    if (box) box.scrollTo({ top: mark.offsetTop - box.offsetTop - box.clientHeight / 3, behavior: "auto" });
  };
  on("focusin", "[data-ty-sentence]", point);
  on("click", "[data-ty-sentence]", point);

  // Steps of a long form: the one that is open is in view
  document.querySelector(".ty-wizard [aria-current=step]")?.scrollIntoView({ inline: "center", block: "nearest" });

  // Offline
  const offline = () => document.querySelectorAll("[data-ty-offline]").forEach((bar) => (bar.hidden = navigator.onLine));
  window.addEventListener("online", offline);
  window.addEventListener("offline", offline);

  // Charts and maps: their libraries are fetched only where a page has one
  const fetched = {};
  const fetch_script = (url) => (fetched[url] ||= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: url, onload: resolve, onerror: reject });
    document.head.append(script);
  }));
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  // Options name tokens ("token:sprout") and sizes of the plain mode, so that a chart follows the mode.
  const scale = () => parseFloat(getComputedStyle(root).fontSize) / 16;
  const resolve = (value, key) => {
    if (key === "fontSize") return value * scale();
    if (typeof value === "string") return value.startsWith("token:") ? colour(`--ty-${value.slice(6)}`) : value;
    if (Array.isArray(value)) return value.map((item) => resolve(item));
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolve(v, k)]));
    return value;
  };
  const charts = new Map();
  const draw = (box) => {
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    const option = resolve(JSON.parse(document.getElementById(box.dataset.tyChart).textContent));
    chart.setOption({ animation: false, ...option, textStyle: { fontFamily: colour("--ty-font"), fontSize: 12 * scale() } });
    charts.set(box, chart);
    new ResizeObserver(() => chart.resize()).observe(box);
  };
  const redraw = () => charts.forEach((chart, box) => { chart.dispose(); charts.delete(box); draw(box); });
  const boot = async (part) => {
    const boxes = [...part.querySelectorAll("[data-ty-chart]")].filter((box) => !charts.has(box));
    if (boxes.length) {
      await fetch_script(document.body.dataset.echarts);
      boxes.forEach(draw);
    }
    const maps = [...part.querySelectorAll("[data-ty-map]:not(.leaflet-container)")];
    if (maps.length) {
      const held = document.body.dataset;
      document.head.insertAdjacentHTML("beforeend", `<link rel="stylesheet" href="${held.leafletCss}">`);
      await fetch_script(held.leaflet);
      maps.forEach(draw_map);
    }
  };
  const draw_map = (box) => {
    const L = window.L;
    const data = JSON.parse(document.getElementById(box.dataset.tyMap).textContent);
    const map = L.map(box, { attributionControl: false, zoomControl: true, scrollWheelZoom: false, zoomSnap: 0.25, keyboard: true, fadeAnimation: false, zoomAnimation: false });
    map.zoomControl.setPosition("topright");
    const area = L.geoJSON(data.outline, { className: "ty-map-area", interactive: false });
    map.fitBounds(data.outline ? area.getBounds() : L.latLngBounds(data.spots.map((spot) => [spot.lat, spot.lon])), { padding: [12, 12] });
    area.addTo(map);
    const twin = box.parentElement, list = twin.querySelector("[data-ty-map-list]"), note = twin.querySelector("[data-ty-map-note]");
    const layer = L.layerGroup().addTo(map);
    const zoom = (spot) => map.fitBounds([[spot.box[1], spot.box[0]], [spot.box[3], spot.box[2]]], { padding: [24, 24], maxZoom: 18 });
    // One spot is a dot that leads to its page; many are a circle with their number that leads nearer.
    const mark = (spot) => {
      const at = [spot.lat, spot.lon], tip = spot.word ? `${spot.label}，${spot.word}` : spot.label;
      if (!spot.count) {
        const dot = L.circleMarker(at, { radius: spot.radius || 7, className: `ty-map-spot ty-${spot.light}` }).bindTooltip(spot.label);
        return spot.url ? dot.on("click", () => window.location.assign(spot.url)) : dot;
      }
      const size = (26 + 7 * Math.log10(spot.count)) * scale();
      const icon = L.divIcon({ className: `ty-map-heap ty-${spot.light}`, html: spot.count.toLocaleString(), iconSize: [size, size] });
      return L.marker(at, { icon, keyboard: false }).bindTooltip(tip).on("click", () => zoom(spot));
    };
    const show = (seen) => {
      layer.clearLayers();
      const spots = seen.map((spot) => mark(spot).addTo(layer));
      // A map whose places stand in a list elsewhere on the page has no twin to light.
      if (list) list.querySelectorAll("[data-ty-spot]").forEach((row, at) => {
        if (!spots[at]) return;
        const light = (is) => {
          row.classList.toggle("is-here", is);
          const path = spots[at].getElement();
          if (path) path.classList.toggle("ty-map-here", is);
        };
        for (const name of ["mouseenter", "focusin"]) row.addEventListener(name, () => light(true));
        for (const name of ["mouseleave", "focusout"]) row.addEventListener(name, () => light(false));
        spots[at].on("mouseover", () => light(true)).on("mouseout", () => light(false));
        const nearer = row.querySelector("[data-ty-zoom]");
        if (nearer) nearer.addEventListener("click", () => zoom(seen[at]));
      });
    };
    show(data.spots);
    if (!data.source) return;
    // The map asks again whenever it came to rest elsewhere; only the last question counts.
    let asked = null;
    const ask = async () => {
      if (asked) asked.abort();
      asked = new AbortController();
      const seen = map.getBounds();
      const edges = [Math.max(seen.getWest(), -180), Math.max(seen.getSouth(), -90), Math.min(seen.getEast(), 180), Math.min(seen.getNorth(), 90)];
      try {
        const answer = await fetch(data.source + edges.map((edge) => edge.toFixed(6)).join(","), { signal: asked.signal, headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(answer.statusText);
        const found = await answer.json();
        const was_here = list.contains(document.activeElement);
        list.innerHTML = found.list;
        if (note) note.textContent = found.note;
        show(found.spots);
        const first = was_here && list.querySelector("a, button");
        if (first) first.focus();
      } catch (error) {
        if (error.name !== "AbortError" && note) note.textContent = "没有取到这一带的地点，请再移动一下地图。";
      }
    };
    let waiting = 0;
    map.on("moveend", () => { clearTimeout(waiting); waiting = setTimeout(ask, 120); });
  };
  const start = () => {
    offline();
    boot(document);
    document.querySelectorAll(".ty-beside").forEach((beside) => {
      const first = beside.querySelector("[data-ty-sentence]");
      if (first) point(first);
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  document.addEventListener("htmx:load", (event) => event.target !== document.body && boot(event.target));
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details.ty-more").forEach((more) => (more.open = true));
    charts.forEach((chart) => chart.resize());
  });
})();
