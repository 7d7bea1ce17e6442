// In the form of a ballot: the running total follows each tick. Without a script a button counts again.
"use strict";
const total = document.querySelector("[data-tally]");
if (total) {
  const form = total.closest("form");
  const language = document.documentElement.lang;
  const written = new Intl.NumberFormat(language === "ar" ? "ar-MA" : language);
  const money = (amount) => total.dataset.money.replace("{amount}", written.format(amount));
  const say = (part, words) => {
    const place = total.querySelector(`[data-part=${part}]`);
    if (place.textContent !== words) place.textContent = words;
  };
  const count = () => {
    const { ticked, spent, over, many, most, ceiling } = total.dataset;
    const chosen = [...form.querySelectorAll("input[name=choice]:checked")];
    const cost = chosen.reduce((sum, each) => sum + Number(each.dataset.cost || 0), 0);
    const above = ceiling ? cost - Number(ceiling) : 0;
    say("ticked", ticked.replace("{n}", written.format(chosen.length)));
    if (ceiling) {
      say("spent", spent.replace("{cost}", money(cost)));
      const bar = total.querySelector("rect");
      bar.setAttribute("width", `${Math.min(100, (cost * 100) / ceiling)}%`);
      bar.setAttribute("class", above > 0 ? "no" : "accent");
    }
    say("why", above > 0 ? over.replace("{over}", money(above)) : chosen.length > most ? many : "");
  };
  for (const button of form.querySelectorAll("[data-recount]")) button.hidden = true;
  form.addEventListener("change", count);
  count();
}
