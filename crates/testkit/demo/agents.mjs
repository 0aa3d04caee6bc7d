// Writes the agent runs: `node agents.mjs` turns stories/ into agents/<name>.json, the same bytes each time.
// refund-over-limit takes its times from web/desk-assisted-refund-20260309.json.gz: run it after record.mjs.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { AGENTS } from './stories/cast.mjs';
import desk from './stories/desk.mjs';
import inbox from './stories/inbox.mjs';
import ledger from './stories/ledger.mjs';
import payouts from './stories/payouts.mjs';
import records from './stories/records.mjs';
import writing from './stories/writing.mjs';
import { Run, idFor } from './stories/run.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const RETENTION_MS = 90 * 24 * 3600 * 1000;
const CUSTOM = 5;
const iso = (ms) => new Date(ms).toISOString();

/** When each line of the assistant was shown on the recorded page, in epoch milliseconds. */
async function linesOf(sessionId) {
  const session = JSON.parse(gunzipSync(await readFile(path.join(HERE, 'web', `${sessionId}.json.gz`))));
  const marks = session.events.filter((event) => event.type === CUSTOM && event.data.tag === 'assistant');
  return Object.fromEntries(marks.map((event) => [event.data.payload.line, event.timestamp]));
}

function ownSummary(events) {
  const has = (type) => events.some((event) => event.event_type === type);
  return `${events.length} events recorded${has('operation_complete') ? ', operation completed' : ''}${has('error') ? ', errors occurred' : ''}`;
}

async function recordingOf(story) {
  const lines = story.sessionId ? await linesOf(story.sessionId) : {};
  const startMs = story.sessionId ? lines.asked - 400 : Date.parse(story.start);
  const run = new Run(story.name, startMs, story.sessionId ? { thinkMs: 0 } : {});
  story.tell(run, lines);
  run.wait(0.5);
  const stopMs = run.nowMs;
  const flaggedMs = story.flag ? (lines.reported ?? stopMs + story.flag.afterSeconds * 1000) : undefined;
  const agent = AGENTS[story.agent];
  const autonomous = agent.maturity === 'autonomous';
  const tags = autonomous ? ['autonomous', 'governance', ...story.tags] : [...story.tags];
  return {
    recording_id: idFor(story.name, startMs),
    agent_id: story.agent,
    user_id: story.user,
    ...(story.canvas ? { canvas_id: story.canvas } : {}),
    ...(story.sessionId ? { session_id: story.sessionId } : {}),
    reason: autonomous ? 'autonomous_action' : story.reason,
    status: story.status,
    tags: story.flag ? [...tags, 'flagged_review'] : tags,
    started_at: iso(startMs),
    stopped_at: iso(stopMs),
    duration_seconds: (stopMs - startMs) / 1000,
    event_count: run.events.length,
    summary: story.summary ?? ownSummary(run.events),
    events: run.events,
    recording_metadata: { agent_name: agent.name, agent_maturity: agent.maturity, instructions: agent.instructions },
    expires_at: iso(stopMs + RETENTION_MS),
    flagged_for_review: !!story.flag,
    ...(story.flag ? { flag_reason: story.flag.reason, flagged_by: story.flag.by, flagged_at: iso(flaggedMs) } : {}),
    created_at: iso(startMs),
    updated_at: iso(Math.max(stopMs, flaggedMs ?? 0)),
  };
}

for (const story of [...desk, ...inbox, ...ledger, ...payouts, ...records, ...writing]) {
  const recording = await recordingOf(story);
  const text = JSON.stringify(recording, null, 1) + '\n';
  await writeFile(path.join(HERE, 'agents', `${story.name}.json`), text);
  console.log(`${story.name}: ${recording.event_count} events, ${Math.round(recording.duration_seconds)} s, ${recording.status}, ${recording.flagged_for_review ? 'flagged, ' : ''}${text.length} bytes`);
}
