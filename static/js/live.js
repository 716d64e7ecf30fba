// Parts of a page that say what they are about (data-live="account:17 account:18") hear at once when it changes: they
// get an event "live", at most every two seconds, for hx-trigger="every 30s, live"; each piece of news comes before it
// as "news". Without the stream nothing is missing: such parts look by themselves every thirty seconds.
(() => {
  const address = document.currentScript.dataset.stream;
  const EVERY = 2000, LONGEST_PAUSE = 60000;
  const waiting = new WeakMap();
  let source = null, listensTo = "", place = "", pause = 0, again = 0, over = false;

  const parts = () => [...document.querySelectorAll("[data-live]")];
  const channelsOf = (part) => part.dataset.live.split(/\s+/).filter(Boolean);
  const isAbout = (part, channel) =>
    channelsOf(part).some((own) => own === channel || own === `${channel.split(":")[0]}:*`);
  const show = (state) => { document.documentElement.dataset.stream = state; };

  // The first word is passed on at once, what follows within two seconds as one at their end.
  const tell = (part) => {
    const known = waiting.get(part);
    if (known) { known.more = true; return; }
    const rest = { more: false };
    waiting.set(part, rest);
    part.dispatchEvent(new CustomEvent("live"));
    setTimeout(() => { waiting.delete(part); if (rest.more && part.isConnected) tell(part); }, EVERY);
  };

  const close = () => { source?.close(); source = null; clearTimeout(again); };

  const open = () => {
    close();
    if (!listensTo || over || document.hidden) { show("off"); return; }
    const asked = new URLSearchParams(listensTo.split(" ").map((channel) => ["channel", channel]));
    if (place) asked.set("after", place);
    source = new EventSource(`${address}?${asked}`, { withCredentials: true });
    source.addEventListener("open", () => { pause = 0; show("on"); });
    source.addEventListener("news", (event) => {
      place = event.lastEventId;
      const detail = JSON.parse(event.data);
      for (const part of parts().filter((one) => isAbout(one, detail.channel))) {
        part.dispatchEvent(new CustomEvent("news", { detail }));
        tell(part);
      }
    });
    source.addEventListener("here", (event) => { place = event.lastEventId; });
    source.addEventListener("missed", (event) => {
      place = event.lastEventId;
      const { topic } = JSON.parse(event.data);
      parts().filter((part) => channelsOf(part).some((own) => own.split(":")[0] === topic)).forEach(tell);
    });
    // The session has ended: the page's own requests lead to the login.
    source.addEventListener("over", () => { over = true; close(); show("off"); });
    source.addEventListener("error", () => {
      show("off");
      if (source?.readyState !== EventSource.CLOSED) return;
      pause = Math.min(LONGEST_PAUSE, 2 * pause || 5000);
      again = setTimeout(open, pause * (0.75 + Math.random() / 2));
    });
  };

  const look = () => {
    const wanted = [...new Set(parts().flatMap(channelsOf))].sort().join(" ");
    if (wanted === listensTo) return;
    listensTo = wanted;
    place = "";
    open();
  };

  show("off");
  if (!address || !("EventSource" in window)) return;
  look();
  addEventListener("htmx:afterSettle", look);
  // A browser has few lines to one site: pages that nobody sees leave theirs to others.
  document.addEventListener("visibilitychange", open);
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
})();
