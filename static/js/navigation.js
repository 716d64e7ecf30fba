// Where one is stands in sight, however long the navigation. The page itself does not move.
(() => {
  const nav = document.querySelector(".nav");
  const here = nav?.querySelector("[aria-current]");
  const foot = nav?.querySelector(".nav-foot");
  if (!here || getComputedStyle(nav).position !== "sticky") return;
  const hidden = here.getBoundingClientRect().bottom - foot.getBoundingClientRect().top;
  if (hidden > 0) nav.scrollTop += hidden + here.offsetHeight;
})();
