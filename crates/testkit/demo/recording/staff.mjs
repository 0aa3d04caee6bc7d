// Sessions of people at the claims desk.
import { DESKTOP, LAPTOP } from './devices.mjs';
import { SITE } from './browser.mjs';

const IMOGEN = { actorId: 'staff-0417', actorType: 'OPERATOR', actorEmail: 'imogen.hale@larkfield.example', serviceSlug: 'claims-desk', countryCode: 'IE' };
const TOMAS = { actorId: 'staff-0233', actorType: 'OPERATOR', actorEmail: 'tomas.brandt@larkfield.example', serviceSlug: 'claims-desk', countryCode: 'DE' };

async function signIn(page, hand, email) {
  await page.goto(SITE + 'index.html');
  await hand.pause(900);
  await hand.write('input[name=email]', email);
  await hand.write('input[name=password]', 'tulips');
  await hand.press('Enter');
  await hand.pause(1400);
  await hand.write('input[name=password]', 'tulips-in-february');
  await hand.click('button[type=submit]');
  await page.waitForURL('**/claims.html');
  await hand.pause(1500);
}

const ROUND = [
  { claim: 'LM-24121', tone: 'warm', note: 'Photo two is of another car. Asked for the right one.' },
  { claim: 'LM-24139', tone: 'short', note: 'Bill and estimate differ by 40 euros, which is fine.' },
  { claim: 'LM-24172', tone: 'plain', note: 'Vet sent the X-ray. Nothing open any more.' },
  { claim: 'LM-24223', tone: 'warm', note: 'Second damage at this address in a year, told Tomas.' },
  { claim: 'LM-24196', tone: 'short', note: 'Ferry company confirmed the strike in writing.' },
];

/** Opens one claim after the other, reads it, changes the letter's tone, leaves a note. */
async function round(page, hand) {
  for (const [i, { claim, tone, note }] of ROUND.entries()) {
    await hand.write('#words', claim);
    await hand.pause(800);
    await hand.click('tbody tr:first-child');
    await page.waitForURL('**/claim.html*');
    await hand.pause(1500);
    await hand.move(`#facts dd:nth-of-type(${1 + (i % 4)})`);
    await hand.move('.photos figure:nth-child(2)');
    await hand.wheel(300 + i * 60, 'main');
    await hand.pause(1200);
    const letter = page.frameLocator('iframe.letter');
    await hand.move(letter.locator('select'));
    await letter.locator('select').selectOption(tone);
    await hand.pause(1500);
    await hand.write('#note', note, { slip: i % 2 === 0 });
    await hand.click('#keep');
    await hand.pause(1100);
    if (i === 2) await hand.away(64_000);
    await hand.click('main > p a');
    await page.waitForURL('**/claims.html');
    await hand.pause(900);
  }
}

/** A working morning: looking for a claim, reading it, a letter, a payout, then five more.
 * Three long pauses, one change of size. */
const morning = {
  sessionId: 'desk-morning-20260302', start: '2026-03-02T08:41:07.250Z', device: DESKTOP, who: IMOGEN, seed: 11,
  async play(page, hand) {
    await signIn(page, hand, 'imogen.hale@larkfield.example');
    await hand.wheel(900, '.scroller');
    await hand.pause(1200);
    await hand.wheel(-900);
    await hand.write('#words', 'washing', { slip: true });
    await hand.pause(1800);
    await hand.away(95_000);
    await page.locator('#words').fill('');
    await hand.click('.chips button:nth-child(2)');
    await hand.pause(900);
    await hand.click('.chips button:nth-child(3)');
    await hand.pause(900);
    await hand.move('#state');
    await page.locator('#state').focus();
    await page.locator('#state').selectOption('In review');
    await hand.pause(1600);
    await hand.move('tbody tr:nth-child(2)');
    await hand.click('tbody tr:nth-child(3)');
    await page.waitForURL('**/claim.html*');
    await hand.pause(2200);

    await hand.move('#facts dd:nth-of-type(2)');
    await hand.wheel(420, 'main');
    await hand.pause(1500);
    await hand.click(page.locator('claim-history').locator('button'));
    await hand.pause(1600);
    const letter = page.frameLocator('iframe.letter');
    await hand.move(letter.locator('select'));
    await letter.locator('select').selectOption('warm');
    await hand.pause(2600);
    await page.setViewportSize({ width: 1180, height: 820 });
    await hand.pause(1800);
    await hand.write('#note', 'Called back at 8:45, she will send the bill of the garage tonight.', { slip: true });
    await hand.click('#keep');
    await hand.pause(1300);
    await hand.away(210_000);

    await page.setViewportSize({ width: 1440, height: 900 });
    await hand.pause(900);
    await hand.write('[name=amount]', '3371,00');
    await hand.click('#payout button[type=submit]');
    await hand.pause(1700);
    await hand.write('[name=card]', '5555 5555 5555 4444');
    await hand.write('[name=until]', '09/28');
    await hand.write('[name=check]', '731');
    await hand.write('[name=confirm]', 'tulips-in-february');
    await hand.click('[name=told]');
    await hand.click('#payout button[type=submit]');
    await hand.pause(2300);
    await hand.click('#sure button[value=yes]');
    await hand.pause(2400);
    await hand.click('main > p a');
    await page.waitForURL('**/claims.html');
    await hand.pause(1500);
    await round(page, hand);
    await hand.wheel(1300, '.scroller');
    await hand.pause(5200);
    await hand.wheel(-1300);
    await hand.pause(9500);
  },
};

/** The export that does nothing: one script error, then rage, then dead clicks, then giving up. */
const rage = {
  sessionId: 'desk-export-rage-20260304', start: '2026-03-04T15:22:40.100Z', device: LAPTOP, who: TOMAS, seed: 23,
  async play(page, hand) {
    await signIn(page, hand, 'tomas.brandt@larkfield.example');
    await hand.click('.chips button:nth-child(4)');
    await hand.pause(1200);
    await hand.click('#export');
    await hand.pause(2300);
    await hand.rage('#export', 7);
    await hand.pause(1500);
    await hand.click('.tile:nth-child(3)');
    await hand.click('.tile:nth-child(4)');
    await hand.pause(1200);
    await hand.rage('#export', 9);
    await hand.pause(900);
    await page.reload();
    await hand.pause(2100);
    await hand.click('.bar nav a:nth-child(2)');
    await hand.pause(1100);
    await hand.rage('#export', 5);
    await hand.away(41_000);
    await hand.click('.bar nav a:nth-child(3)');
    await page.waitForURL('**/help.html');
    await hand.wheel(1100, 'main');
    await hand.click('summary');
    await hand.pause(2200);
    await hand.wheel(900);
    await hand.rage('#useless', 4);
    await hand.pause(3000);
  },
};

/** The assistant refunds ten times what was approved while its operator watches; agents/refund-over-limit.json is its side. */
const assisted = {
  sessionId: 'desk-assisted-refund-20260309', start: '2026-03-09T10:03:18.400Z', device: DESKTOP, who: IMOGEN, seed: 37,
  async play(page, hand) {
    await page.goto(SITE + 'claims.html');
    await page.evaluate(() => sessionStorage.setItem('today', '09 Mar'));
    await hand.pause(1200);
    await hand.write('#words', 'LM-24214');
    await hand.pause(700);
    await hand.click('tbody tr:first-child');
    await page.waitForURL('**/claim.html*');
    await hand.pause(1800);
    await hand.move('#facts dd:nth-of-type(5)');
    await hand.pause(900);
    await hand.write('[name=question]', 'She says the excess was taken twice. Is that so, and can we give one back?');
    await hand.click('#ask button');
    await page.waitForSelector('#yes');
    await hand.move('.said.step:nth-child(3)');
    await hand.pause(2600);
    await hand.click('#yes');
    await page.waitForSelector('#tell');
    await hand.pause(1300);
    await hand.move('.said.alarm');
    await hand.pause(3600);
    await hand.move('.talk');
    await page.waitForFunction(() => document.querySelector('.talk').textContent.includes('I have stopped'));
    await hand.pause(1400);
    await hand.click('#tell');
    await hand.write('#report textarea', 'I approved 180 and it sent 1,800. Card ends 4417. Please stop it at the bank.', { slip: true });
    await hand.click('#report button[value=yes]');
    await hand.pause(1800);
    await hand.write('#note', 'Wrong refund, reported to compliance at 10:04.');
    await hand.click('#keep');
    await hand.pause(4200);
  },
};

export default [morning, rage, assisted];
