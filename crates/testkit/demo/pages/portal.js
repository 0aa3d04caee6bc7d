bar('Report damage', [['Report damage', 'portal.html'], ['Help', 'help.html']], 'Customer portal');
const sections = [...document.querySelectorAll('[data-step]')];
const bars = [...document.querySelectorAll('.steps span')];
let step = 0;

const go = (to) => {
  step = to;
  sections.forEach((section, i) => { section.hidden = i !== step; });
  bars.forEach((span, i) => span.classList.toggle('done', i <= step));
  scrollTo({ top: 0, behavior: 'smooth' });
  mark('portal_step', { step });
  console.log('portal step', step);
};
const value = (id) => document.getElementById(id).value.trim();
const checks = [
  () => '',
  () => {
    if (!value('name')) return 'Please tell us your name.';
    if (!/^\S+@\S+\.\S+$/.test(value('email'))) return 'That e-mail address looks incomplete.';
    return value('password').length < 8 ? 'Please choose a password of at least eight characters.' : '';
  },
  () => (value('card').replace(/\s/g, '').length === 16 ? '' : 'A card number has sixteen digits.'),
];

document.querySelector('.choices').addEventListener('click', (event) => {
  const chosen = event.target.closest('button');
  if (!chosen) return;
  for (const button of event.currentTarget.children) button.setAttribute('aria-pressed', String(button === chosen));
});
document.getElementById('card').addEventListener('input', (event) => {
  const digits = event.target.value.replace(/\D/g, '').slice(0, 16);
  event.target.value = digits.replace(/(\d{4})(?=\d)/g, '$1 ');
});
document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  if (button.hasAttribute('data-back')) return go(step - 1);
  if (button.hasAttribute('data-skip')) return go(3);
  if (!button.hasAttribute('data-next')) return;
  const problem = checks[step]();
  const place = sections[step].querySelector('.problem');
  if (place) place.textContent = problem;
  if (problem) return console.warn('portal step not complete', problem);
  if (step !== 2) return go(step + 1);
  button.disabled = true;
  button.textContent = 'Asking your bank…';
  setTimeout(() => { toast('Your bank said yes: card ending ' + value('card').slice(-4)); go(3); }, 1800);
});
