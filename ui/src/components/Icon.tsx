// Drawn for Hindsight on a grid of 16. The stroke is 1.5 at any size.

const PATHS = {
  hindsight: "M3.2 5.2A6 6 0 1 1 2 8.6 M2.6 2.4 L3.2 5.2 L6 4.6 M8 5 V8.4 L10.2 9.8",
  library: "M2.5 4h11 M2.5 8h7.5 M2.5 12h11",
  queue: "M3.5 14V2.5h8.6l-1.8 3 1.8 3H3.5",
  analytics: "M2.5 13.5h11 M4.2 13.5V8.5 M8 13.5V3 M11.8 13.5V6",
  outbox: "M2.5 9.5v3.2h11V9.5 M2.5 9.5h3l1 1.7h3l1-1.7h3 M8 8V2.2 M5.6 4.6 8 2.2l2.4 2.4",
  heatmap: "M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11z M8 8v.1",
  settings: "M2.5 4.5h6 M12 4.5h1.5 M2.5 11.5H4 M7.5 11.5h6 M10.2 2.7v3.6 M5.8 9.7v3.6",
  about: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z M8 7.4v3.4 M8 5.1v.2",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z M10.3 10.3 14 14",
  web: "M2 3h12v10H2z M2 6h12",
  agent: "M3 6h10v7H3z M8 6V3 M6.2 9v.8 M9.8 9v.8",
  screen: "M2 3h12v8H2z M5.5 13.5h5 M8 11v2.5",
  close: "m4 4 8 8 M12 4l-8 8",
  check: "m3 8.5 3.2 3.2L13 4.8",
  chevronDown: "m4 6 4 4 4-4",
  chevronRight: "m6 4 4 4-4 4",
  chevronLeft: "m10 4-4 4 4 4",
  chevronUp: "m4 10 4-4 4 4",
  more: "M3.5 8h.1 M8 8h.1 M12.5 8h.1",
  plus: "M8 3v10 M3 8h10",
  minus: "M3 8h10",
  play: "M5 3.2 12.5 8 5 12.8z",
  pause: "M5.5 3.5v9 M10.5 3.5v9",
  previous: "m10.5 3.5-5 4.5 5 4.5z M4 3.5v9",
  next: "m5.5 3.5 5 4.5-5 4.5z M12 3.5v9",
  skip: "m3 4 4 4-4 4z m5 0 4 4-4 4z",
  note: "M3 2.5h10v7.2L9.7 13.5H3z M13 9.7H9.7v3.8",
  flag: "M3.5 14V2.5h8.6l-1.8 3 1.8 3H3.5",
  download: "M8 2.5v7.6 M5 7.3l3 3 3-3 M2.5 13.5h11",
  upload: "M8 10.5V2.8 M5 5.7l3-3 3 3 M2.5 13.5h11",
  import: "M8 2v7 M5.2 6.4 8 9.2l2.8-2.8 M2.5 8.5v5h11v-5",
  sync: "M13 7A5.2 5.2 0 0 0 3.6 5 M3.4 2.4V5H6 M3 9a5.2 5.2 0 0 0 9.4 2 M12.6 13.6V11H10",
  warning: "M8 2.2 14.3 13H1.7z M8 6.4v3.2 M8 11.2v.1",
  error: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z m-2-8 4 4 M10 6l-4 4",
  offline:
    "m2.5 2.5 11 11 M2 6.6A9.4 9.4 0 0 1 4.6 5 M14 6.6a9.4 9.4 0 0 0-6.4-2.3 M4.6 9.4a5.6 5.6 0 0 1 2.3-1.2 M8 12.6v.1",
  lock: "M3.5 7.2h9v6.3h-9z M5.4 7.2V5.1a2.6 2.6 0 0 1 5.2 0v2.1",
  key: "M5 13.2a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4z M6.9 8.6 13 2.5 M10.6 4.9l2 2",
  disk: "M2.5 3.5h11v9h-11z M2.5 9.2h11 M11 11v.1",
  server: "M2.5 2.8h11v4.4h-11z M2.5 8.8h11v4.4h-11z M5 5v.1 M5 11v.1",
  person: "M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8z M3 13.6a5 5 0 0 1 10 0",
  tool: "m9.6 6.4-6.4 6.4 M12.9 4.7a3 3 0 1 1-2-2L9.4 4.2l.3 2.1 2 .2z",
  message: "M2.5 3h11v8H7l-3 2.5V11H2.5z",
  rows: "M2.5 4h11 M2.5 8h11 M2.5 12h11",
  cards: "M2.5 2.5h4.6v4.6H2.5z M8.9 2.5h4.6v4.6H8.9z M2.5 8.9h4.6v4.6H2.5z M8.9 8.9h4.6v4.6H8.9z",
  sort: "M5 3v10 M2.8 10.8 5 13l2.2-2.2 M11 13V3 M8.8 5.2 11 3l2.2 2.2",
  filter: "M2.5 3h11L9.3 8.2v4.6l-2.6-1.4V8.2z",
  copy: "M5.5 5.5h8v8h-8z M10.5 5.5v-3h-8v8h3",
  link: "M6.6 9.4 9.4 6.6 M7.4 4.7l1.4-1.4a2.8 2.8 0 0 1 4 4l-1.5 1.4 M8.6 11.3l-1.4 1.4a2.8 2.8 0 0 1-4-4l1.5-1.4",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z M8 4.8V8l2.2 1.6",
  eye: "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8z M8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z",
  verdict: "M8 1.8 13.2 4v3.8c0 3-2.1 5.3-5.2 6.4-3.1-1.1-5.2-3.4-5.2-6.4V4z M5.6 8l1.8 1.8 3.2-3.4",
  terminal: "M2 3h12v10H2z M4.5 6l2 2-2 2 M8.5 10.2h3",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture without a word of its own: whoever uses it says in text what it means. */
export function Icon({ name, size = 16, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={24 / size}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
