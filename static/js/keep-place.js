// A part that is read again while somebody reads it: tables stay scrolled where they were, and the link that had the
// focus has it again.
(() => {
  let kept = [], focused = "";
  const regions = (part) => [...part.querySelectorAll(".scroll[aria-label]")];
  addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    if (!target?.id) return;
    kept = regions(target).map((one) => [one.getAttribute("aria-label"), one.scrollTop, one.scrollLeft]);
    const active = document.activeElement;
    focused = active && target.contains(active) ? active.getAttribute("href") ?? "" : "";
  });
  addEventListener("htmx:afterSettle", ({ detail: { elt } }) => {
    for (const one of regions(elt)) {
      const place = kept.find(([name]) => name === one.getAttribute("aria-label"));
      if (place) [one.scrollTop, one.scrollLeft] = place.slice(1);
    }
    if (focused && document.activeElement === document.body) {
      [...elt.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === focused)?.focus({ preventScroll: true });
    }
  });
})();
