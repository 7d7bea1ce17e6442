// Forms marked data-in-place="id" are sent without leaving the page: the same form, the same answer page,
// of which only the element with that id is taken. Whatever goes unexpectedly is done the ordinary way.
"use strict";
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const id = form.dataset.inPlace;
  if (!id || event.defaultPrevented || !window.fetch) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const body = new FormData(form);
  if (event.submitter && event.submitter.name) body.append(event.submitter.name, event.submitter.value);
  const pressed = event.submitter ? event.submitter.className : "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), redirect: "follow" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(id);
    const old = document.getElementById(id);
    if (answer.ok && fresh && old) {
      old.replaceWith(fresh);
      const again = [...fresh.querySelectorAll("button")].find((button) => button.className === pressed) || fresh.querySelector("button");
      if (again) again.focus({ preventScroll: true });
      tellNotices(page);
    } else if (answer.redirected) {
      location.assign(answer.url);
    } else {
      tell(page.querySelector("main h1 ~ p, main p"), "error");
    }
  } catch {
    tell(document.body.dataset.offline, "error");
  } finally {
    form.removeAttribute("aria-busy");
  }
});

function tellNotices(page) {
  const place = document.getElementById("notices");
  const fresh = page.getElementById("notices");
  if (place && fresh && fresh.children.length) place.replaceChildren(...fresh.children);
}

function tell(what, kind) {
  const place = document.getElementById("notices");
  const words = typeof what === "string" ? what : what && what.textContent;
  if (!place || !words) return location.reload();
  const box = document.createElement("div");
  box.className = "notice " + kind;
  box.setAttribute("role", "alert");
  box.append(document.createElement("span"), Object.assign(document.createElement("p"), { textContent: words }));
  place.replaceChildren(box);
  box.scrollIntoView({ block: "center" });
}
