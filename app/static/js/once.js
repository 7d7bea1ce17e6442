// A form sent twice by an impatient thumb is sent once; it can be sent again after coming back to the page.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("once" in form.dataset) || event.defaultPrevented) return;
  if (form.getAttribute("aria-busy") === "true") event.preventDefault();
  form.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
});
const summary = document.getElementById("errors");
if (summary) summary.focus();
