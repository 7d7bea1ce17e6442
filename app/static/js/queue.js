// In a list marked data-queue: j and k go down and up, x ticks, o opens, and a button's data-key leads to it.
// Letters act only while the focus is inside the queue, and never while text is typed.
"use strict";
for (const queue of document.querySelectorAll("[data-queue]")) {
  const rows = () => [...queue.querySelectorAll("[data-row]")];
  const ticks = () => [...queue.querySelectorAll(".pick input, input[data-pick]")];
  for (const row of rows()) row.tabIndex = -1;
  queue.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.keys === "off") return;
    if (event.target.matches("textarea, select, input:not([type=checkbox])")) return;
    const all = rows();
    const here = all.indexOf(event.target.closest("[data-row]"));
    const letter = event.key.toLowerCase();
    const button = queue.querySelector(`button[data-key="${CSS.escape(letter)}"]`);
    if (letter === "j" || letter === "k") {
      const next = all[Math.min(all.length - 1, Math.max(0, here + (letter === "j" ? 1 : -1)))];
      if (next) next.focus();
    } else if (letter === "o" && here >= 0) {
      all[here].querySelector("a")?.click();
    } else if (letter === "x" && here >= 0) {
      const tick = all[here].querySelector("input[type=checkbox]");
      if (tick) tick.click();
    } else if (button && !button.disabled) {
      button.focus();
    } else return;
    event.preventDefault();
  });
  for (const all of queue.querySelectorAll("input[data-pick-all]")) {
    all.closest("[hidden]")?.removeAttribute("hidden");
    all.addEventListener("change", () => ticks().forEach((tick) => { tick.checked = all.checked; }));
  }
}
