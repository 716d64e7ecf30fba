// Hashes the chosen PDF in the browser and compares it with the archived file's SHA-256.
(() => {
  const box = document.getElementById("compare");
  if (!box || !window.crypto || !crypto.subtle) return;
  box.hidden = false;
  const verdict = document.getElementById("verdict");
  document.getElementById("file").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    verdict.textContent = hash === box.dataset.sha256
      ? `${file.name} is exactly the file that is archived.`
      : `${file.name} is not the archived file: it was changed, or saved anew by a program. Its SHA-256 is ${hash}.`;
  });
})();
