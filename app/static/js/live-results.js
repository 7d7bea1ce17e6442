// An element with data-live="address" shows what that address answers to the text being typed in data-live-watches.
"use strict";
for (const place of document.querySelectorAll("[data-live]")) {
  const input = document.getElementById(place.dataset.liveWatches);
  if (!input) continue;
  let waiting, running;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const words = input.value.trim();
      if (words.length < 3) return;
      if (running) running.abort();
      running = new AbortController();
      const address = new URL(place.dataset.live, location.href);
      address.searchParams.set("q", words.slice(0, 200));
      try {
        const answer = await fetch(address, { signal: running.signal });
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById(place.id);
        place.replaceChildren(...(fresh ? fresh.childNodes : page.body.childNodes));
      } catch {
        // A line that drops while typing is no event: the page says the same when the form is sent.
      }
    }, 400);
  });
}
