// A partial request that fails says so; one that meets the login page takes the reader there.
(() => {
  const say = (heading, text) => {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.dataset.state = "bad";
    const words = document.createElement("div");
    for (const [line, look] of [[heading, "strong"], [text, "quiet"]]) {
      const paragraph = document.createElement("p");
      paragraph.className = look;
      paragraph.textContent = line;
      words.append(paragraph);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button plain";
    close.textContent = "Close";
    close.addEventListener("click", () => toast.remove());
    toast.append(words, close);
    document.getElementById("toasts").replaceChildren(toast);
  };

  addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
    const reference = xhr.getResponseHeader("X-Reference");
    say("This part of the page could not be read.",
        "What is shown is what was known before. " + (reference ? `Reference ${reference}.` : "Try again in a moment."));
  });
  addEventListener("htmx:sendError", () => say("No connection.", "What is shown is what was known before."));
  addEventListener("htmx:beforeSwap", (event) => {
    const address = event.detail.xhr.responseURL;
    if (address && new URL(address).pathname.startsWith("/accounts/login")) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });
})();
