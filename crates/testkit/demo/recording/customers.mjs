// Sessions of customers at the portal.
import { DESKTOP, PHONE, TABLET } from './devices.mjs';
import { SITE } from './browser.mjs';

const PORTAL = { serviceSlug: 'customer-portal' };

async function aboutYou(hand, use, who) {
  await use('#name', who.name);
  await use('#policy', who.policy);
  await use('#email', who.email);
  await use('#phone', who.phone);
  await use('#password', who.password);
  await hand.pause(700);
}

/** A stolen bicycle reported on a telephone. Every field is masked; the e-mail address is mistyped first. */
const phone = {
  sessionId: 'portal-phone-20260303', start: '2026-03-03T18:55:02.000Z', device: PHONE, seed: 5, masks: { maskAll: true },
  who: { ...PORTAL, actorId: 'customer-88102', actorType: 'USER', countryCode: 'NL' },
  async play(page, hand) {
    const use = (field, text) => hand.thumb(field, text);
    await page.goto(SITE + 'portal.html');
    await hand.pause(1500);
    await hand.swipe(240);
    await hand.swipe(-240);
    await hand.tap('[data-line=Travel]');
    await hand.tap('[data-line=Bicycle]');
    await page.locator('#when').selectOption('Yesterday');
    await hand.thumb('#story', 'My cargo bicycle was gone from the cellar this morning, the lock lay on the floor in two pieces.', { slip: true });
    await hand.tap('[data-step="0"] [data-next]');
    await hand.pause(1200);
    await aboutYou(hand, use, { name: 'Maren Achterberg', policy: 'LP-553201', email: 'maren.achterberg@post', phone: '+44 7700 900461', password: 'cellar-door-9' });
    await hand.tap('[data-step="1"] [data-next]');
    await hand.pause(1600);
    await hand.away(26_000);
    await hand.thumb('#email', '.example');
    await hand.tap('[data-step="1"] [data-next]');
    await hand.pause(1300);
    await hand.thumb('#holder', 'M Achterberg');
    await hand.thumb('#card', '4000056655665556');
    await hand.thumb('#until', '11/27');
    await hand.thumb('#check', '219');
    await hand.tap('[data-step="2"] [data-next]');
    await page.waitForSelector('[data-step="3"]:not([hidden])');
    await hand.pause(1800);
    await hand.tap('[data-step="3"] a');
    await page.waitForURL('**/help.html');
    await hand.pause(1200);
    for (let i = 0; i < 4; i += 1) await hand.swipe(420);
    await hand.tap('summary');
    await hand.pause(1500);
    await hand.swipe(500);
    await hand.tap('#useful');
    await hand.tap('#useful');
    await hand.pause(1600);
  },
};

/** The one with a card number in clear, on purpose: in the events of the field and in the snapshots after them. */
const card = {
  sessionId: 'portal-card-in-clear-20260305', start: '2026-03-05T12:12:31.700Z', device: DESKTOP, seed: 71, masks: { showCards: true },
  who: { ...PORTAL, actorId: 'customer-90417', actorType: 'USER', actorEmail: 'owain.treharne@post.example', countryCode: 'GB' },
  async play(page, hand) {
    const use = (field, text) => hand.write(field, text);
    await page.goto(SITE + 'portal.html');
    await hand.pause(1300);
    await hand.click('[data-line=Home]');
    await hand.write('#story', 'Water under the kitchen floor. The plumber found a split pipe behind the dishwasher.');
    await hand.click('[data-step="0"] [data-next]');
    await hand.pause(1000);
    await aboutYou(hand, use, { name: 'Owain Treharne', policy: 'LP-418873', email: 'owain.treharne@post.example', phone: '+44 7700 900738', password: 'split-pipe-04' });
    await hand.click('[data-step="1"] [data-next]');
    await hand.pause(1100);
    await hand.write('#holder', 'O Treharne');
    await hand.write('#card', '4242 4242 4242 42');
    await hand.click('[data-step="2"] [data-next]');
    await hand.pause(2400);
    await hand.write('#card', '42');
    await hand.write('#until', '04/29');
    await hand.write('#check', '508');
    await hand.pause(9000);
    await hand.move('[data-step="2"] p b');
    await hand.pause(14_000);
    await hand.click('[data-step="2"] [data-next]');
    await page.waitForSelector('[data-step="3"]:not([hidden])');
    await hand.pause(14_000);
    await hand.click('[data-step="3"] a');
    await page.waitForURL('**/help.html');
    await hand.wheel(700, 'main');
    await hand.pause(2500);
  },
};

/** A short look at the help page on a tablet. */
const tablet = {
  sessionId: 'portal-tablet-20260311', start: '2026-03-11T20:30:45.900Z', device: TABLET, seed: 91, who: { ...PORTAL, actorType: 'USER', countryCode: 'PT' },
  async play(page, hand) {
    await page.goto(SITE + 'help.html');
    await hand.pause(1600);
    await hand.swipe(380);
    await hand.away(18_000);
    await hand.tap('summary');
    await hand.pause(1500);
    await hand.swipe(500);
    await hand.tap('#useless');
    await hand.tap('#useless');
    await hand.tap('#useless');
    await hand.pause(1200);
  },
};

export default [phone, card, tablet];
