// A component with a shadow root and a constructed style sheet: both have to survive recording and replay.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  ol { list-style: none; margin: 0; padding: 0; border-left: 3px solid #14615c; }
  li { padding: 5px 0 5px 14px; position: relative; }
  li::before { content: ''; position: absolute; left: -7px; top: 11px; width: 11px; height: 11px; border-radius: 50%; background: #14615c; }
  li.late::before { background: #a3550b; }
  time { color: #5b6877; font-size: 12px; margin-right: 8px; }
  button { font: inherit; font-size: 12px; margin-top: 8px; border: 1px solid #d9dfe6; background: #fff; border-radius: 6px; padding: 4px 10px; cursor: pointer; }
`);

class ClaimHistory extends HTMLElement {
  #rows = [['27 Feb', 'Reported through the customer portal'], ['27 Feb', 'Three pictures and one bill received'], ['28 Feb', 'Bill checked by telephone'], ['02 Mar', 'Letter drafted, not sent', 'late']];
  #early = [['14 Jan', 'Policy renewed for a year'], ['03 Dec', 'Address changed by the customer']];

  connectedCallback() {
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    root.innerHTML = '<ol></ol><button>Show what came before</button>';
    for (const entry of this.#rows) this.add(...entry);
    root.querySelector('button').addEventListener('click', (event) => {
      for (const entry of this.#early) root.querySelector('ol').prepend(this.entry(...entry));
      event.target.remove();
    });
  }
  entry(when, text, kind = '') {
    const li = Object.assign(document.createElement('li'), { className: kind });
    li.append(Object.assign(document.createElement('time'), { textContent: when }), text);
    return li;
  }
  add(when, text, kind) {
    this.shadowRoot.querySelector('ol').append(this.entry(when, text, kind));
  }
}
customElements.define('claim-history', ClaimHistory);
