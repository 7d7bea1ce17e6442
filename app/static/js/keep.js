// Forms marked data-keep="name": what is typed survives a refresh or a dropped line. It is forgotten once a page
// other than the form answered its sending.
"use strict";
const nameOf = (form) => "keep:" + location.pathname + ":" + form.dataset.keep;
const forms = [...document.querySelectorAll("form[data-keep]")];
try {
  const here = forms.map(nameOf);
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith("keep:") && !here.includes(name) && JSON.parse(sessionStorage.getItem(name)).sent) sessionStorage.removeItem(name);
  }
  for (const form of forms) keep(form);
} catch {
  // Storage is refused in some private windows: the forms work without it.
}

function keep(form) {
  const name = nameOf(form);
  const fields = [...form.querySelectorAll("textarea, input[type=text]")].filter((field) => field.name);
  const kept = (JSON.parse(sessionStorage.getItem(name)) || {}).fields || {};
  for (const field of fields) {
    if (!field.value && kept[field.name]) {
      field.value = kept[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  const save = (sent) => sessionStorage.setItem(name, JSON.stringify({ sent, fields: Object.fromEntries(fields.map((field) => [field.name, field.value])) }));
  form.addEventListener("input", () => save(false));
  form.addEventListener("submit", () => save(true));
}
