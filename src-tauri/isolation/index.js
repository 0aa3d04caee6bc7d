// Every call of the window passes here, out of reach of the window's own scripts. Only calls of the shape that the
// window makes go on: a command by its name, arguments as an object or raw bytes.
const NAME = /^(plugin:[a-z-]+\|)?[a-z_]+$/;

window.__TAURI_ISOLATION_HOOK__ = (call) => {
  if (typeof call !== "object" || call === null || typeof call.cmd !== "string" || !NAME.test(call.cmd)) {
    throw new TypeError("This is no call of the window.");
  }
  return call;
};
