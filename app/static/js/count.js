// Under a text with a cap: how many characters are left, spoken only when few are.
"use strict";
for (const words of document.querySelectorAll("[data-count]")) {
  const input = document.getElementById(words.dataset.count);
  if (!input || input.maxLength < 1) continue;
  const show = () => {
    const left = input.maxLength - input.value.length;
    words.textContent = words.dataset.words.replace("{n}", String(left));
    const low = left <= Math.min(100, input.maxLength / 5);
    words.toggleAttribute("data-low", low);
    if (low) words.setAttribute("aria-live", "polite");
    else words.removeAttribute("aria-live");
  };
  input.addEventListener("input", show);
  show();
}
