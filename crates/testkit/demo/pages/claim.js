deskBar('Claims');
const id = new URLSearchParams(location.search).get('id') ?? 'LM-24100';
const claim = CLAIMS.find((c) => c.id === id) ?? CLAIMS[0];
const today = sessionStorage.getItem('today') ?? '02 Mar';
const past = document.querySelector('claim-history');
document.title = `${claim.id} ${claim.customer} · Larkfield Mutual`;
document.getElementById('title').textContent = `${claim.id}: ${claim.what}`;
document.getElementById('subtitle').textContent = `${claim.line} insurance of ${claim.customer}, opened ${claim.opened}`;
const facts = { Customer: claim.customer, 'E-mail': claim.mail, Telephone: claim.phone, Claimed: money(claim.amount), Excess: money(180), State: claim.state, 'Handled by': claim.handler };
for (const [name, value] of Object.entries(facts)) {
  document.getElementById('facts').append(Object.assign(document.createElement('dt'), { textContent: name }), Object.assign(document.createElement('dd'), { textContent: value }));
}
document.querySelector('iframe.letter').src = 'letter.html?to=' + encodeURIComponent(claim.customer) + '&claim=' + claim.id;

// The customer's letter is edited inside its own frame; the page around it only hears that it changed.
window.addEventListener('message', (event) => {
  if (event.data?.letter) toast('Letter changed: ' + event.data.letter);
});

const payout = document.getElementById('payout');
const sure = document.getElementById('sure');
payout.payee.value = claim.customer;
payout.addEventListener('submit', (event) => {
  event.preventDefault();
  const problem = payout.querySelector('.problem');
  const amount = Number(payout.amount.value.replace(',', '.'));
  const wrong = [];
  payout.amount.classList.toggle('wrong', !(amount > 0) && !!wrong.push('an amount'));
  payout.card.classList.toggle('wrong', payout.card.value.replace(/\s/g, '').length !== 16 && !!wrong.push('sixteen digits of the card'));
  payout.confirm.classList.toggle('wrong', !payout.confirm.value && !!wrong.push('your password'));
  problem.textContent = wrong.length ? 'Missing: ' + wrong.join(', ') + '.' : '';
  if (wrong.length) return console.warn('payout not ready', wrong);
  document.getElementById('sure-text').textContent = `${money(amount)} to ${payout.payee.value}, card ending ${payout.card.value.slice(-4)}.`;
  sure.showModal();
});
sure.addEventListener('click', (event) => {
  if (event.target.tagName !== 'BUTTON') return;
  sure.close();
  if (event.target.value !== 'yes') return;
  console.log('payout approved', { claim: claim.id });
  mark('payout_approved', { claim: claim.id });
  payout.querySelector('button').disabled = true;
  payout.querySelector('button').textContent = 'Approved';
  past.add(today, 'Payout approved by Imogen Hale');
  toast('Payout approved');
});

document.getElementById('keep').addEventListener('click', () => {
  const note = document.getElementById('note');
  if (!note.value) return;
  past.add(today, 'Note: ' + note.value);
  note.value = '';
  toast('Note kept');
});
window.addEventListener('load', () => console.info('claim opened', claim.id));
