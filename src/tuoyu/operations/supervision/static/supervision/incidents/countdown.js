"use strict";
// Counts down on the page of an incident: <span data-until="2026-11-26T08:00:00+08:00">.
(() => {
  const marks = [...document.querySelectorAll("[data-until]")];
  function tick() {
    for (const mark of marks) mark.textContent = Incidents.left(Date.parse(mark.dataset.until), Date.now());
  }
  if (marks.length) setInterval(tick, 20000);
})();
