// Runs in the window before any other script. Tauri takes a message for a call by its shape alone and gives it the
// window's key, whoever sent it. From here on only the isolation frame can send one: the sender is the WebView's to
// name, and no frame can take another's place.
(() => {
  const isCall = (data) =>
    data === "__TAURI_ISOLATION_READY__" ||
    (typeof data === "object" && data !== null && ("payload" in data || "cmd" in data));
  const isOfIsolation = (source) =>
    source !== null && source === document.getElementById("__tauri_isolation__")?.contentWindow;
  window.addEventListener(
    "message",
    (event) => {
      if (isCall(event.data) && !isOfIsolation(event.source)) event.stopImmediatePropagation();
    },
    // Before the listeners that came first.
    true,
  );
})();
