// A person's hand: the pointer travels, hesitates, overshoots a little; fingers type unevenly and correct themselves.
// Chance is seeded per session, so that a second run moves the same way.

/** A small seeded generator (mulberry32): numbers in 0..1. */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Waits for real. */
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

export class Hand {
  #page; #dice; #clock; #x; #y; #cdp;

  constructor(page, { seed, clock }) {
    this.#page = page;
    this.#dice = chance(seed);
    this.#clock = clock;
    const { width, height } = page.viewportSize();
    this.#x = width * 0.6;
    this.#y = height * 0.4;
  }

  /** Thinks for about this long, in milliseconds. */
  pause(ms) { return sleep(ms * (0.85 + this.#dice() * 0.3)); }

  /** Leaves the desk for `ms` of the recording, of which a second and a half really pass. */
  async away(ms) {
    await sleep(900);
    this.#clock.skip(ms);
    await sleep(600);
  }

  async #place(target) {
    if (Array.isArray(target)) return target;
    const element = typeof target === 'string' ? this.#page.locator(target).first() : target;
    await element.scrollIntoViewIfNeeded();
    const box = await element.boundingBox();
    if (!box) throw new Error(`nothing to point at: ${target}`);
    const inside = (size) => size * (0.5 + (this.#dice() - 0.5) * 0.3);
    return [box.x + Math.min(inside(box.width), 180), box.y + inside(box.height)];
  }

  /** Moves the pointer along a bent path, slow at both ends. */
  async move(target) {
    const [toX, toY] = await this.#place(target);
    const [fromX, fromY] = [this.#x, this.#y];
    const distance = Math.hypot(toX - fromX, toY - fromY);
    const steps = Math.max(6, Math.round(8 + distance / 22));
    const bend = (this.#dice() - 0.5) * distance * 0.22;
    for (let i = 1; i <= steps; i += 1) {
      const t = i / steps;
      const ease = t * t * (3 - 2 * t);
      const arc = Math.sin(Math.PI * ease) * bend;
      const across = distance ? arc / distance : 0;
      await this.#page.mouse.move(
        fromX + (toX - fromX) * ease - (toY - fromY) * across,
        fromY + (toY - fromY) * ease + (toX - fromX) * across,
      );
      await sleep(12 + this.#dice() * 9);
    }
    this.#x = toX;
    this.#y = toY;
  }

  async click(target) {
    await this.move(target);
    await this.pause(140);
    await this.#page.mouse.down();
    await sleep(60 + this.#dice() * 50);
    await this.#page.mouse.up();
    await this.pause(260);
  }

  /** Many angry clicks on one spot. */
  async rage(target, times) {
    await this.move(target);
    for (let i = 0; i < times; i += 1) {
      await this.#page.mouse.down();
      await sleep(35);
      await this.#page.mouse.up();
      await sleep(90 + this.#dice() * 60);
    }
  }

  /** Clicks into a field and types; with `slip`, one wrong letter on the way is taken back. */
  async write(target, text, { slip = false } = {}) {
    await this.click(target);
    await this.keys(text, { slip });
  }

  async keys(text, { slip = false } = {}) {
    const wrongAt = slip ? Math.floor(text.length * 0.6) : -1;
    for (const [i, letter] of [...text].entries()) {
      if (i === wrongAt) {
        await this.#page.keyboard.type('q');
        await this.pause(380);
        await this.#page.keyboard.press('Backspace');
      }
      await this.#page.keyboard.type(letter);
      await sleep(55 + this.#dice() * 95 + (letter === ' ' ? 40 : 0));
    }
    await this.pause(300);
  }

  press(key) { return this.#page.keyboard.press(key); }

  /** Turns the wheel by `dy` pixels in all, over the current place or over `target`. */
  async wheel(dy, target) {
    if (target) await this.move(target);
    const notches = Math.max(1, Math.round(Math.abs(dy) / 60));
    for (let i = 0; i < notches; i += 1) {
      await this.#page.mouse.wheel(0, dy / notches);
      await sleep(28 + this.#dice() * 40);
    }
    await this.pause(350);
  }

  /** Taps with a finger. */
  async tap(target) {
    const [x, y] = await this.#place(target);
    await this.#page.touchscreen.tap(x, y);
    await this.pause(420);
  }

  /** Taps into a field and types. */
  async thumb(target, text, options) {
    await this.tap(target);
    await this.keys(text, options);
  }

  /** Swipes with a finger: a positive `dy` brings up what is further down. */
  async swipe(dy) {
    this.#cdp ??= await this.#page.context().newCDPSession(this.#page);
    const touch = (type, points) => this.#cdp.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    const { width, height } = this.#page.viewportSize();
    const x = width * (0.4 + this.#dice() * 0.3);
    const from = height * (dy > 0 ? 0.8 : 0.25);
    const steps = Math.max(8, Math.round(Math.abs(dy) / 22));
    await touch('touchStart', [{ x, y: from }]);
    for (let i = 1; i <= steps; i += 1) {
      const t = i / steps;
      await touch('touchMove', [{ x: x + Math.sin(t * 2) * 6, y: from - dy * t * (2 - t) }]);
      await sleep(14);
    }
    await touch('touchEnd', []);
    await this.pause(700);
  }
}
