// Runs in the page before its own script, in place of the tracker that a site would carry.
// `__settings` is put in front of it by browser.mjs: { maskAll, showCards, checkoutEveryMs }.
(() => {
  if (window.top !== window || location.protocol !== 'https:') return; // not in frames, not in the empty page at the start
  const hidden = (element) => element?.type === 'password'
    || (!__settings.showCards && /^cc-(?!name)/.test(element?.getAttribute?.('autocomplete') ?? ''));
  const stars = (text) => '*'.repeat(text.length);
  const masks = __settings.maskAll
    ? { maskAllInputs: true }
    : {
        maskInputOptions: { password: true, text: true },
        maskInputFn: (text, element) => (hidden(element) ? stars(text) : text),
      };
  rrweb.record({
    emit: (event) => window.__recorded(JSON.stringify(event)),
    checkoutEveryNms: __settings.checkoutEveryMs,
    recordAfter: 'DOMContentLoaded',
    sampling: { input: 'all' },
    plugins: [rrwebPluginConsoleRecord.getRecordConsolePlugin({
      level: ['log', 'info', 'warn', 'error', 'debug'], lengthThreshold: 500,
    })],
    ...masks,
  });
  window.addEventListener('larkfield:mark', ({ detail }) => rrweb.record.addCustomEvent(detail.name, detail.detail));
  document.addEventListener('DOMContentLoaded', () => setTimeout(() => {
    rrweb.record.addCustomEvent('pageview', { path: location.pathname + location.search, title: document.title });
  }, 0));
})();
