// Where one is stands in sight, however long the navigation. The page itself does not move.
(() => {
  const nav = document.querySelector(".nav");
  const here = nav?.querySelector("[aria-current]");
  const foot = nav?.querySelector(".nav-foot");
  if (!here || getComputedStyle(nav).position !== "sticky") return;
  const hidden = here.getBoundingClientRect().bottom - foot.getBoundingClientRect().top;
  if (hidden > 0) nav.scrollTop += hidden + here.offsetHeight;
})();

// A group's heading shows what is in it, and hides it again. Without this file, or into another tab, it leads to its
// first page.
document.querySelector(".nav")?.addEventListener("click", (event) => {
  const heading = event.target.closest("[aria-expanded]");
  if (!heading || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const open = heading.getAttribute("aria-expanded") !== "true";
  heading.setAttribute("aria-expanded", open);
  let entry = heading.closest("li").nextElementSibling;
  for (; entry && !entry.matches(".nav-head, .only-phone"); entry = entry.nextElementSibling)
    entry.classList.toggle("folded", !open);
});
