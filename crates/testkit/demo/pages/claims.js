deskBar('Claims');
const body = document.querySelector('tbody');
const filter = { words: '', line: 'All', state: '' };
let claims = [...CLAIMS];

const row = (claim) => {
  const tr = document.createElement('tr');
  tr.dataset.id = claim.id;
  tr.innerHTML = `<td><b>${claim.id}</b></td><td>${claim.customer}</td><td>${claim.line}</td><td>${claim.what}</td><td>${claim.opened}</td>`
    + `<td class="num">${money(claim.amount)}</td><td><span class="state ${claim.state.toLowerCase().replace(' ', '-')}">${claim.state}</span></td><td>${claim.handler}</td>`;
  return tr;
};
const show = () => {
  const words = filter.words.toLowerCase();
  const found = claims.filter((c) => (filter.line === 'All' || c.line === filter.line) && (!filter.state || c.state === filter.state)
    && (!words || `${c.id} ${c.customer} ${c.what}`.toLowerCase().includes(words)));
  body.replaceChildren(...found.map(row));
  document.getElementById('shown').textContent = found.length;
  console.debug('claims filtered', found.length);
};
const count = () => {
  document.getElementById('open').textContent = claims.filter((c) => !['Paid', 'Declined'].includes(c.state)).length;
  document.getElementById('waiting').textContent = claims.filter((c) => c.state === 'Waiting').length;
  document.getElementById('sum').textContent = '€' + Math.round(claims.reduce((sum, c) => sum + c.amount, 0) / 1000) + ' k';
};

document.getElementById('words').addEventListener('input', (event) => { filter.words = event.target.value; show(); });
document.getElementById('state').addEventListener('change', (event) => { filter.state = event.target.value; show(); });
document.querySelector('.chips').addEventListener('click', (event) => {
  if (event.target.tagName !== 'BUTTON') return;
  for (const chip of event.currentTarget.children) chip.setAttribute('aria-pressed', String(chip === event.target));
  filter.line = event.target.textContent;
  show();
});
body.addEventListener('click', (event) => {
  const tr = event.target.closest('tr');
  if (!tr) return;
  tr.classList.add('chosen');
  setTimeout(() => { location.href = 'claim.html?id=' + tr.dataset.id; }, 250);
});
// The export was never finished: the first click throws, after that the button is silent. People click it again and again.
let exporting = false;
document.getElementById('export').addEventListener('click', () => {
  if (exporting) return;
  exporting = true;
  const sheet = window.larkfieldSheet;
  sheet.download(claims);
});

show();
count();
window.addEventListener('load', () => console.info('desk ready', { claims: claims.length, build: '2026.2.3' }));

// A colleague files a claim while one is looking.
setTimeout(() => {
  const late = { id: 'LM-24271', customer: 'Wilhelmina Straub', line: 'Home', what: 'Chimney fire, smoke damage upstairs', opened: '02 Mar 2026', amount: 7350, state: 'New', handler: 'nobody yet' };
  claims = [late, ...claims];
  show();
  count();
  body.firstElementChild?.classList.add('new');
  toast('New claim from Wilhelmina Straub');
}, 14000);
