// Numbers and times as people read them. Times are local; `now` comes in so that a test can say when it is.

const COUNT = new Intl.NumberFormat("en-GB");
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const DAY_AND_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const FULL = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY_MS = 24 * HOUR;
const YEAR = 365.25 * DAY_MS;

const two = (value: number) => String(value).padStart(2, "0");

/** `2,104` */
export function count(value: number): string {
  return COUNT.format(value);
}

/** `1 recording`, `2,104 recordings` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** How long something is, for lists: `0:07`, `20:51`, `35 h 02` */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${count(hours)} h ${two(minutes)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A place on the clock of a recording: `18:42.0`, `1:02:03.4`; before its start: `−0:18.0` */
export function clockTime(ms: number): string {
  if (ms <= -100) return `−${clockTime(-ms)}`;
  const tenths = Math.max(0, Math.floor(ms / 100));
  const seconds = Math.floor(tenths / 10);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${two(seconds % 60)}.${tenths % 10}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** A length in words, where it is named: `800 ms`, `21 s`, `13 min`, `2 h 05 min`, `3 d`, `30 y` */
export function span(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY_MS) {
    const minutes = Math.floor((ms % HOUR) / MINUTE);
    return `${Math.floor(ms / HOUR)} h${minutes ? ` ${two(minutes)} min` : ""}`;
  }
  return ms < 2 * YEAR ? `${count(Math.floor(ms / DAY_MS))} d` : `${count(Math.floor(ms / YEAR))} y`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** Powers of 1000, as disks are sold: `512 B`, `4.2 GB` */
export function bytes(value: number): string {
  let unit = 0;
  let scaled = value;
  while (scaled >= 999.5 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${unit === 0 || scaled >= 99.95 ? Math.round(scaled) : scaled.toFixed(1)} ${UNITS[unit]}`;
}

/** `73 %`, whole numbers; 100 only when it is all. */
export function percent(ratio: number): string {
  if (!Number.isFinite(ratio)) return "0 %";
  return `${ratio >= 1 ? 100 : Math.min(99, Math.max(0, Math.round(ratio * 100)))} %`;
}

/** The time of day: `09:12` */
export function timeOfDay(timestamp: string): string {
  const date = new Date(timestamp);
  return isDate(date) ? TIME.format(date) : timestamp;
}

/** For lists: `14 Nov 10:02`, with the year instead of the time when it is another one. */
export function dateTime(timestamp: string, now = new Date()): string {
  const date = new Date(timestamp);
  if (!isDate(date)) return timestamp;
  if (date.getFullYear() !== now.getFullYear()) return DAY_AND_YEAR.format(date);
  return `${DAY.format(date)} ${TIME.format(date)}`;
}

/** Everything: `14 Nov 2025, 10:02:11` */
export function fullTime(timestamp: string): string {
  const date = new Date(timestamp);
  return isDate(date) ? FULL.format(date) : timestamp;
}

/** A point in the past, shortly: `09:12` when it is today, `12 Nov 09:12` otherwise. */
export function since(timestamp: string, now = new Date()): string {
  const date = new Date(timestamp);
  if (!isDate(date)) return timestamp;
  return date.toDateString() === now.toDateString() ? TIME.format(date) : dateTime(timestamp, now);
}

/** How old: `just now`, `5 min`, `3 h`, `2 d` */
export function age(timestamp: string, now = new Date()): string {
  const ms = now.getTime() - new Date(timestamp).getTime();
  if (Number.isNaN(ms)) return timestamp;
  if (ms < MINUTE) return "just now";
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR)} h`;
  return `${count(Math.floor(ms / DAY_MS))} d`;
}

function isDate(date: Date): boolean {
  return !Number.isNaN(date.getTime());
}
