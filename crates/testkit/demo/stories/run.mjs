// One agent's run, told event by event. Time passes with `wait`, a little unevenly; chance is seeded by the story's name.
import { createHash } from 'node:crypto';
import { chance } from '../recording/hand.mjs';

const digest = (text) => createHash('sha256').update(text).digest();

/** A UUIDv7 whose chance comes from `name`, so that each run of the script gives the same one. */
export function idFor(name, atMs) {
  const bytes = digest(name).subarray(0, 16);
  bytes.writeUIntBE(atMs, 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A span of work: its events carry one `operation_id`, and progress in percent that never falls. */
class Operation {
  constructor(run, id, title) {
    Object.assign(this, { run, id, title, startedMs: run.nowMs, progress: 0 });
  }

  update(progress, note, more = {}) {
    if (progress < this.progress) throw new Error(`${this.id}: progress falls to ${progress}`);
    this.progress = progress;
    return this.run.event('operation_update', { operation_id: this.id, progress, note, ...more });
  }

  /** A call to another system: what was asked, what came back, how long it took. */
  call(integration, action, args, result, durationMs = 180) {
    this.run.think();
    this.run.pass(durationMs);
    return this.run.event('integration_action', { operation_id: this.id, integration, action, arguments: args, result, duration_ms: durationMs });
  }

  error(code, message, more = {}) {
    return this.run.event('error', { operation_id: this.id, code, message, ...more });
  }

  complete(result, status = 'succeeded') {
    this.run.event('operation_complete', { operation_id: this.id, status, progress: status === 'succeeded' ? 100 : this.progress, result, duration_ms: this.run.nowMs - this.startedMs });
  }
}

export class Run {
  #dice; #operations = 0; #requests = 0;
  events = [];

  constructor(name, startMs, { thinkMs = 1600 } = {}) {
    this.thinkMs = thinkMs;
    this.#dice = chance(digest(name).readUInt32BE(0));
    this.nowMs = startMs;
  }

  pass(ms) { this.nowMs += Math.round(ms); }

  wait(seconds) { this.pass(seconds * 1000 * (0.8 + this.#dice() * 0.4)); }

  /** What an agent needs to choose its next call; nothing where a page sets the pace. */
  think() { this.pass(this.thinkMs * (0.4 + this.#dice() * 1.2)); }

  /** Goes to a given time; the past is refused. */
  to(ms) {
    if (ms < this.nowMs) throw new Error(`time cannot go back from ${this.nowMs} to ${ms}`);
    this.nowMs = ms;
  }

  event(type, data) {
    this.pass(20 + this.#dice() * 90);
    this.events.push({ timestamp: new Date(this.nowMs).toISOString(), event_type: type, data });
    return data;
  }

  operation(title, what, why) {
    this.#operations += 1;
    const operation = new Operation(this, `op-${this.#operations}`, title);
    this.event('operation_start', { operation_id: operation.id, operation: title, what, why, progress: 0 });
    return operation;
  }

  /** Asks a person; `answer` stands in a `user_input` event with the same `request_id`. */
  ask(kind, title, explanation, options, more = {}) {
    this.#requests += 1;
    const request_id = `req-${this.#requests}`;
    this.event('agent_request', { request_id, kind, title, explanation, options, ...more });
    return { answer: (decision, by, text) => this.event('user_input', { request_id, decision, user_id: by, ...(text ? { text } : {}) }) };
  }

  says(by, text) { return this.event('user_input', { user_id: by, text }); }
  view(from, to, reason) { return this.event('view_switch', { from, to, reason }); }
  canvas(element, change, content) { return this.event('canvas_update', { element, change, content }); }
}
