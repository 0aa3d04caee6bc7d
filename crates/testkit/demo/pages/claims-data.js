// Invented customers and claims. Every address ends in .example, every telephone number is one kept for fiction.
const CUSTOMERS = [
  'Oskar Lindqvist', 'Maren Achterberg', 'Dafydd Probert', 'Ines Valadares', 'Hollis Wren', 'Agnieszka Borowik',
  'Jonas Tiefenbach', 'Sorcha Mac Aodh', 'Teodor Kvist', 'Philippa Oduya', 'Rui Castanheira', 'Edda Sigfusdottir',
  'Bram Oosterling', 'Lucia Ferrandiz', 'Owain Treharne', 'Marta Zielonka', 'Niall Corrigan', 'Yvonne Delacroix',
  'Anselm Roth', 'Kerttu Salmela', 'Gethin Morris-Pugh', 'Beatriz Lourenco', 'Casper Holtrop', 'Una Brennock',
];
const MATTERS = [
  ['Home', 'Burst pipe under the kitchen floor', 2840], ['Motor', 'Rear-end collision at traffic lights', 3615],
  ['Bicycle', 'Cargo bicycle stolen from a locked cellar', 4290], ['Travel', 'Missed ferry after a rail strike', 312],
  ['Pet', 'Surgery after a swallowed tennis ball', 1180], ['Home', 'Hail through the conservatory roof', 5920],
  ['Motor', 'Windscreen cracked by road grit', 485], ['Travel', 'Suitcase lost between two flights', 760],
  ['Home', 'Washing machine flooded the flat below', 3370], ['Bicycle', 'Frame bent in a fall on tram rails', 930],
  ['Motor', 'Wing mirror torn off while parked', 264], ['Pet', 'Broken leg, plaster and six visits', 1455],
  ['Home', 'Lightning damage to a heat pump', 6780], ['Travel', 'Hospital stay of two nights abroad', 2210],
  ['Motor', 'Deer on a country road', 4875], ['Home', 'Break-in through a patio door', 3905],
];
const STATES = ['New', 'In review', 'Waiting', 'In review', 'Approved', 'Paid', 'In review', 'New', 'Declined', 'Approved'];
const HANDLERS = ['Imogen Hale', 'Tomas Brandt', 'Priya Natarajan', 'nobody yet'];

window.CLAIMS = Array.from({ length: 56 }, (_, i) => {
  const [line, what, base] = MATTERS[(i * 5 + 3) % MATTERS.length];
  const customer = CUSTOMERS[(i * 7 + 1) % CUSTOMERS.length];
  const mail = customer.toLowerCase().replace(/[^a-z]+/g, '.') + '@post.example';
  return {
    id: 'LM-' + (24100 + i * 3), customer, mail, line, what,
    phone: '+44 7700 900' + String(100 + ((i * 37) % 900)).padStart(3, '0'),
    opened: `${String(27 - (i % 26)).padStart(2, '0')} Feb 2026`,
    amount: base + ((i * 113) % 400) - 150,
    state: STATES[(i * 3) % STATES.length], handler: HANDLERS[(i * 5) % HANDLERS.length],
  };
});
window.money = (amount) => '€' + amount.toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
