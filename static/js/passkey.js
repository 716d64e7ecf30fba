// Says on the page that no passkey came, and hides what needs one where the browser or the address can have none.
(() => {
  "use strict";
  const numeric = /^(\d+\.\d+\.\d+\.\d+|\[.*\])$/.test(location.hostname);
  if (numeric || !window.PublicKeyCredential) {
    document.querySelectorAll("[data-needs-passkey]").forEach((part) => { part.hidden = true; });
    document.querySelectorAll("[data-without-passkey]").forEach((part) => { part.hidden = false; });
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const said = document.getElementById("no-passkey");
    if (said) said.hidden = false;
  });
})();
