// Runs in the head before anything is drawn, so that a chosen theme never flashes: "light", "dark" or "system".
(() => {
  const root = document.documentElement;
  const remembered = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const show = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  show(remembered());

  addEventListener("storage", (event) => { if (event.key === "theme") show(event.newValue); });
  addEventListener("change", (event) => {
    if (!event.target.closest("[data-theme-control]")) return;
    show(event.target.value);
    try { localStorage.setItem("theme", event.target.value); } catch { /* private windows keep it for this page only */ }
    mark();
  });
  // A control without its script would do nothing: it stays hidden until this ran.
  const mark = () => {
    for (const control of document.querySelectorAll("[data-theme-control]")) {
      control.hidden = false;
      const theme = root.dataset.theme ?? "system";
      for (const input of control.querySelectorAll("input")) input.checked = input.value === theme;
    }
  };
  addEventListener("DOMContentLoaded", mark);
})();
