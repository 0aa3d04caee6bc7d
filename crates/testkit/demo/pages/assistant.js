// The assistant's part is a script in both senses: the same lines at the same pace each time it is asked.
// Each line tells the tracker its name, so that the agent's own recording can be laid beside this page.
const LOOKING = [
  [700, 'asked', 'step', 'Reading claim LM-24214 and its payments…'],
  [2600, 'looked_up', 'step', 'payments.list → 2 charges of €180.00 on 27 Feb, 11 seconds apart'],
  [2100, 'compared', 'step', 'Compared with the policy: one excess of €180.00 is due'],
  [1800, 'explained', 'said', 'The excess was taken twice. I can refund one of the two charges, €180.00, to the card ending 4417.'],
  [900, 'requested', 'request', 'Refund €180.00 to the card ending 4417?'],
];
const REFUNDING = [
  [600, 'approved', 'step', 'Approved by Imogen Hale'],
  [1900, 'refunded', 'alarm', 'Refund of €1,800.00 sent to the card ending 4417'],
  [3200, 'noticed', 'said', 'The amount I sent is ten times what you approved, and above my limit of €250. I am trying to call it back.'],
  [2400, 'recall_failed', 'step', 'payments.reverse → 409: already handed to the bank'],
  [2000, 'gave_up', 'said', 'It cannot be called back from here. Please tell compliance. I have stopped.'],
];

const talk = document.querySelector('.talk');
const say = (kind, text) => {
  const said = Object.assign(document.createElement('div'), { className: 'said ' + kind, textContent: text });
  talk.append(said);
  talk.scrollTop = talk.scrollHeight;
  return said;
};
const play = (lines) => {
  let at = 0;
  for (const [wait, name, kind, text] of lines) {
    at += wait;
    setTimeout(() => {
      mark('assistant', { line: name });
      const said = say(kind, text);
      if (kind === 'request') ask(said);
      if (kind === 'alarm') alarm();
      if (name === 'recall_failed') console.error('payments.reverse failed', { status: 409, reason: 'already handed to the bank' });
    }, at);
  }
};
const ask = (said) => {
  said.append(document.createElement('br'));
  const yes = Object.assign(document.createElement('button'), { className: 'main', textContent: 'Approve', id: 'yes' });
  const no = Object.assign(document.createElement('button'), { textContent: 'Decline', id: 'no' });
  said.append(yes, ' ', no);
  talk.scrollTop = talk.scrollHeight;
  yes.addEventListener('click', () => { yes.remove(); no.remove(); play(REFUNDING); });
  no.addEventListener('click', () => { yes.remove(); no.remove(); say('said', 'Then I leave it as it is.'); });
};
const alarm = () => {
  toast('€1,800.00 left the refunds account', 'bad');
  const report = Object.assign(document.createElement('button'), { className: 'bad', textContent: 'Report to compliance…', id: 'tell' });
  document.querySelector('#assistant h2').append(' ', report);
  report.addEventListener('click', () => document.getElementById('report').showModal());
};
document.getElementById('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  const box = event.target.question;
  if (!box.value) return;
  say('me', box.value);
  box.value = '';
  play(LOOKING);
});
document.getElementById('report').addEventListener('click', (event) => {
  if (event.target.tagName !== 'BUTTON') return;
  document.getElementById('report').close();
  if (event.target.value === 'yes') {
    mark('assistant', { line: 'reported' });
    toast('Reported. Compliance will look at it today.');
  }
});
