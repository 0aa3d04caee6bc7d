// What every page of the desk shares: the bar at the top, messages at the bottom, and the one way to tell the tracker.
const LOGO = '<svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true"><circle cx="13" cy="13" r="13" fill="#f2c14e"/>'
  + '<path d="M6 17c4-1 5-6 7-9 2 3 3 8 7 9-3 2-11 2-14 0z" fill="#14615c"/></svg>';
const FACE = 'data:image/svg+xml,' + encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="28" height="28">'
  + '<circle cx="14" cy="11" r="5" fill="#a06a4a"/><path d="M4 28c1-9 19-9 20 0z" fill="#2d5d8a"/></svg>');

window.mark = (name, detail) => window.dispatchEvent(new CustomEvent('larkfield:mark', { detail: { name, detail } }));

window.bar = (here, pages, person) => {
  const links = pages.map(([name, to]) => `<a href="${to}" class="${name === here ? 'here' : ''}">${name}</a>`).join('');
  document.body.insertAdjacentHTML('afterbegin', `<header class="bar"><span class="logo">${LOGO} Larkfield Mutual</span>`
    + `<nav>${links}</nav><span class="me"><span>${person}</span><img src="${FACE}" width="28" height="28" alt=""></span></header>`);
};
window.deskBar = (here) => window.bar(here, [['Claims', 'claims.html'], ['Reports', '#reports'], ['Help', 'help.html']], sessionStorage.getItem('person') ?? 'Imogen Hale');

window.toast = (text, kind = '') => {
  let box = document.querySelector('.toasts');
  if (!box) document.body.append((box = Object.assign(document.createElement('div'), { className: 'toasts' })));
  const toast = Object.assign(document.createElement('div'), { className: 'toast ' + kind, textContent: text });
  toast.setAttribute('role', 'status');
  box.append(toast);
  setTimeout(() => toast.remove(), 4200);
};
