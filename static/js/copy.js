// Buttons that copy what stands in another element; they show only where the browser can.
(() => {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy).textContent.trim();
      const said = document.getElementById("toasts");
      const toast = document.createElement("div");
      toast.className = "toast";
      try {
        await navigator.clipboard.writeText(text);
        toast.textContent = `Copied: ${text.slice(0, 6)}…${text.slice(-4)}. Compare both ends where you paste it.`;
      } catch {
        toast.textContent = "It could not be copied. Mark the address and copy it by hand.";
      }
      said.replaceChildren(toast);
      setTimeout(() => toast.remove(), 6000);
    });
  }
})();
