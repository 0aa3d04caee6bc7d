// Recordings of people and places that do not exist.

import type { Kind, RecordingView, Severity, Status } from "../../contract";
import { chance, later, NOW, pick } from "./chance";

/** Recordings that tests and screenshots ask for by name. */
export const KNOWN = {
  /** An agent run with lanes, operations, requests and errors; it shares a session with `web` and `screen`. */
  run: "rec-0001",
  web: "rec-0002",
  screen: "rec-0003",
  /** An imported trajectory, which reads like a conversation; only here. */
  conversation: "rec-0004",
  /** An agent run of 100,000 events. */
  long: "rec-0005",
  /** A web session whose segments are at the server. */
  uncached: "rec-0006",
  /** A web session whose title and texts try to be more than text. */
  hostile: "rec-0007",
  /** A web session that cannot be replayed. */
  broken: "rec-0008",
  /** A web session that has one event and no length. */
  instant: "rec-0009",
  /** One whose review has two verdicts that compete. */
  competing: "rec-0023",
} as const;

export const LONG_EVENTS = 100_000;
export const RUN_MS = 1_251_600;

type Given = Partial<RecordingView> & Pick<RecordingView, "kind" | "title">;

const session = "session-9f2c";
const started = later(NOW, -28 * 60_000);
const FIRST: Given[] = [
  {
    kind: "agent",
    title: "Refund assistant · run 9f2c",
    session_id: session,
    agent_id: "refund-assistant",
    user_id: "M. Sample",
    tags: ["autonomous", "refunds"],
    started_at: started,
    duration_ms: RUN_MS,
    cached: true,
  },
  {
    kind: "web",
    title: "Order 88231, orders.acme.example",
    session_id: session,
    user_id: "M. Sample",
    service: "shop",
    device: "desktop",
    tags: ["orders"],
    started_at: started,
    duration_ms: RUN_MS,
    cached: true,
  },
  {
    kind: "screen",
    title: "Production server (RDP)",
    session_id: session,
    user_id: "administrator",
    started_at: later(started, 18_000),
    duration_ms: 1_180_000,
    cached: true,
  },
  {
    kind: "agent",
    title: "Airline desk, change of a booking",
    agent_id: "airline-desk",
    user_id: "T. Novak",
    tags: ["trajectory"],
    duration_ms: 148_000,
    event_count: 14,
    cached: true,
    local_only: true,
    // As of an import whose file has no times.
    details: { format: "chat", timestamps: "synthetic" },
  },
  {
    kind: "agent",
    title: "Reconciliation · night run 77aa",
    agent_id: "reconciler",
    user_id: "service",
    tags: ["autonomous", "night"],
    duration_ms: 26_400_000,
    event_count: LONG_EVENTS,
    cached: true,
  },
  {
    kind: "web",
    title: "Settings, admin.acme.example",
    user_id: "J. Ferreira",
    service: "admin",
    device: "desktop",
    cached: false,
  },
  {
    kind: "web",
    title: "Invoice \u202egpj.exe\u202c <img src=x onerror=alert(1)> \u0007\u200b end",
    user_id: "<b>L. Brandt</b>",
    service: "claims",
    device: "mobile",
    tags: ["<script>alert(1)</script>", "\u202etag"],
    cached: true,
  },
  {
    kind: "web",
    title: "Claims, claims.acme.example",
    user_id: "T. Novak",
    service: "claims",
    device: "tablet",
    status: "failed",
    cached: true,
  },
  {
    kind: "web",
    title: "Landing, shop.acme.example",
    user_id: "anonymous",
    service: "shop",
    device: "mobile",
    duration_ms: 0,
    event_count: 1,
    cached: true,
  },
];

const PEOPLE = [
  "A. Okafor",
  "M. Sample",
  "J. Ferreira",
  "K. Lindqvist",
  "T. Novak",
  "A. Haddad",
  "anonymous",
] as const;
const AGENTS = [
  "refund-assistant",
  "access-bot",
  "invoice-agent",
  "support-triage",
  "research-agent",
] as const;
const AGENT_NAMES: Record<string, string> = {
  "refund-assistant": "Refund assistant",
  "access-bot": "Access bot",
  "invoice-agent": "Invoice agent",
  "support-triage": "Support triage",
  "research-agent": "Research agent",
};
const PAGES = ["Checkout", "Orders", "Cart", "Search", "Profile", "Settings", "Claims"] as const;
const SERVICES = ["shop", "admin", "claims", "orders"] as const;
const DEVICES = ["desktop", "desktop", "desktop", "mobile", "tablet"] as const;
const SCREENS = ["Finance desktop (RDP)", "Build host (VNC)", "Support desk 4"] as const;
const STATUSES: [Status, ...Status[]] = [
  "completed",
  "completed",
  "completed",
  "completed",
  "failed",
  "cancelled",
];
const TAGS = ["autonomous", "supervised", "refunds", "onboarding", "payment", "escalated"] as const;
const SEVERITIES: [Severity, ...Severity[]] = ["critical", "high", "high", "medium", "medium", "low"];

/** The recording at this place of the fake library, newest first. */
export function recordingAt(index: number): RecordingView {
  const next = chance(index * 7919 + 17);
  const given = FIRST[index];
  const kind = given?.kind ?? kindOf(next());
  const duration = given?.duration_ms ?? Math.floor(20_000 + next() ** 3 * 3_600_000);
  const began = given?.started_at ?? later(NOW, -(index + 1) * 47 * 60_000 - Math.floor(next() * 900_000));
  const status: Status = given?.status ?? (index === 12 ? "recording" : pick(STATUSES, next()));
  const cached = given?.cached ?? next() < 0.6;
  const events = given?.event_count ?? Math.max(3, Math.floor((duration / 1000) * (1 + next() * 12)));
  return {
    id: idOf(index),
    ...named(kind, next),
    status,
    started_at: began,
    ...(status === "recording" ? {} : { ended_at: later(began, duration) }),
    duration_ms: duration,
    event_count: kind === "screen" ? 0 : events,
    flagged: false,
    details: kind === "web" ? { browser: "Firefox 142", viewport: "1280×720" } : {},
    bytes: Math.floor(events * 180 + (kind === "screen" ? duration * 12 : 0)),
    local_only: false,
    ...given,
    cached,
    kind,
  };
}

export function idOf(index: number): string {
  return `rec-${String(index + 1).padStart(4, "0")}`;
}

/** Events in each of 36 parts; made when a row is shown, a library of 100,000 need not hold them. */
export function activityOf(recording: RecordingView): number[] {
  if (!recording.cached) return [];
  const next = chance(Number(recording.id.slice(4)) || 1);
  const mean = recording.event_count / 36;
  return Array.from({ length: 36 }, () => Math.floor(mean * next() ** 2 * 3));
}

/** How urgent the review of this recording is; undefined for the many that have none. */
export function severityAt(index: number): Severity | undefined {
  if (index === 0) return "critical";
  if (index < 9) return index === 6 ? "medium" : undefined;
  const next = chance(index + 4242);
  return next() < 0.2 ? pick(SEVERITIES, next()) : undefined;
}

function kindOf(number: number): Kind {
  if (number < 0.62) return "web";
  return number < 0.9 ? "agent" : "screen";
}

function named(kind: Kind, next: () => number) {
  const user_id = pick(PEOPLE, next());
  const tags = next() < 0.5 ? [pick(TAGS, next())] : [];
  if (kind === "agent") {
    const agent_id = pick(AGENTS, next());
    const run = Math.floor(next() * 65_536)
      .toString(16)
      .padStart(4, "0");
    return { kind, agent_id, user_id, tags, title: `${AGENT_NAMES[agent_id]} · run ${run}` };
  }
  if (kind === "screen") return { kind, user_id, tags, title: pick(SCREENS, next()) };
  const service = pick(SERVICES, next());
  const title = `${pick(PAGES, next())}, ${service}.acme.example`;
  return { kind, user_id, tags, service, device: pick(DEVICES, next()), title };
}
