// Single keys of the moderators' desk: j, k and t follow a link or press a button that carries the key, digits choose a
// decision, r leads to the reason, ? shows what there is; in a list, j leads into it (queue.js does the rest).
// A tick switches them all off, in this browser, for good.
"use strict";
const help = document.querySelector("[data-keys]");
if (help) {
  const root = document.documentElement;
  const tick = help.querySelector("[data-keys-on]");
  const stored = () => { try { return localStorage.getItem("keys"); } catch { return null; } };
  const set = (on) => {
    root.dataset.keys = on ? "on" : "off";
    try { localStorage.setItem("keys", root.dataset.keys); } catch { /* this page only */ }
  };
  help.hidden = false;
  root.dataset.keys = stored() === "off" ? "off" : "on";
  tick.checked = root.dataset.keys === "on";
  tick.addEventListener("change", () => set(tick.checked));
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || root.dataset.keys === "off") return;
    if (event.target.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])")) return;
    const key = event.key.toLowerCase();
    const follow = document.querySelector(`a[data-key="${CSS.escape(key)}"], [data-key-press="${CSS.escape(key)}"] button`);
    const choices = document.querySelectorAll("main input[type=radio][name=decision]");
    const reason = document.querySelector("main textarea[name=reason]");
    const row = document.querySelector("[data-queue] [data-row]");
    if (key === "?") {
      help.open = !help.open;
      if (help.open) help.querySelector("summary").focus();
    } else if (follow) follow.click();
    else if (key === "j" && row) row.focus();
    else if (/^[1-9]$/.test(key) && choices[key - 1]) {
      choices[key - 1].click();
      choices[key - 1].focus();
    } else if (key === "r" && choices.length && reason) reason.focus();
    else return;
    event.preventDefault();
  });
}
