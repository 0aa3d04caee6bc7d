// Every key that works, by screen and part. A key that does not stand here cannot be handled: `useKeys` and `usePartKeys`
// take their keys from here, and nothing else reads key presses.

/** What keys do. Where several are given, all of them work. */
export interface KeyEntry {
  /** As in `mod+k`, `j`, `?`, `Space`, `shift+ArrowRight`. */
  keys: string | readonly string[];
  label: string;
}

/** Keys under one heading. */
export interface KeyBlock {
  title: string;
  keys: Readonly<Record<string, KeyEntry>>;
}

/** The heading of what works on every screen. A screen's own keys win over these. */
export const ANYWHERE = "Anywhere";

/** Keys that work wherever the focus is, while their screen is shown. */
export const SCREEN_KEYS = {
  anywhere: {
    title: ANYWHERE,
    keys: {
      palette: { keys: "mod+k", label: "All commands" },
      keys: { keys: "?", label: "All keys" },
      search: { keys: "mod+f", label: "Search recordings" },
      library: { keys: "mod+1", label: "Go to the library" },
      queue: { keys: "mod+2", label: "Go to the queue" },
      outbox: { keys: "mod+3", label: "Go to the outbox" },
      heatmap: { keys: "mod+4", label: "Go to heatmaps" },
      analytics: { keys: "mod+5", label: "Go to analytics" },
      settings: { keys: "mod+,", label: "Go to settings" },
      sync: { keys: "mod+shift+s", label: "Sync now" },
    },
  },
  library: {
    title: "Library",
    keys: {
      next: { keys: "j", label: "Next recording" },
      previous: { keys: "k", label: "Previous recording" },
      down: { keys: "ArrowDown", label: "Down" },
      up: { keys: "ArrowUp", label: "Up" },
      right: { keys: "ArrowRight", label: "Right, among cards" },
      left: { keys: "ArrowLeft", label: "Left, among cards" },
      screenfulOn: { keys: "PageDown", label: "A screenful on" },
      screenfulBack: { keys: "PageUp", label: "A screenful back" },
      first: { keys: "Home", label: "First recording" },
      last: { keys: "End", label: "Last recording" },
      open: { keys: "Enter", label: "Open the recording" },
      select: { keys: "x", label: "Select, or no longer" },
      selectOn: { keys: ["shift+ArrowDown", "shift+j"], label: "Select on" },
      selectBack: { keys: ["shift+ArrowUp", "shift+k"], label: "Select back" },
      clear: { keys: "Escape", label: "Clear the selection" },
      text: { keys: "/", label: "Filter by text" },
      view: { keys: "v", label: "Rows or cards" },
    },
  },
  search: {
    title: "Search",
    keys: {
      next: { keys: ["j", "ArrowDown"], label: "Next hit" },
      previous: { keys: ["k", "ArrowUp"], label: "Previous hit" },
    },
  },
  queue: {
    title: "Queue",
    keys: {
      next: { keys: "j", label: "Next review" },
      previous: { keys: "k", label: "Previous review" },
    },
  },
  claim: {
    title: "Review",
    keys: { claim: { keys: "c", label: "Claim or release this review" } },
  },
  verdict: {
    title: "Review",
    keys: {
      approve: { keys: "1", label: "Verdict: approve" },
      violation: { keys: "2", label: "Verdict: violation" },
      needs_remediation: { keys: "3", label: "Verdict: needs remediation" },
      false_positive: { keys: "4", label: "Verdict: false positive" },
      inconclusive: { keys: "5", label: "Verdict: inconclusive" },
      reason: { keys: "r", label: "Choose the reason of the verdict" },
      note: { keys: "w", label: "Write the note of the verdict" },
      submit: { keys: "mod+Enter", label: "Submit the verdict and go on" },
    },
  },
  replay: {
    title: "Replay",
    keys: {
      play: { keys: "Space", label: "Play or pause" },
      on: { keys: "ArrowRight", label: "5 seconds on" },
      back: { keys: "ArrowLeft", label: "5 seconds back" },
      nextEvent: { keys: ["shift+ArrowRight", "."], label: "Next event" },
      previousEvent: { keys: ["shift+ArrowLeft", ","], label: "Previous event" },
      nextMoment: { keys: "]", label: "Next moment" },
      previousMoment: { keys: "[", label: "Previous moment" },
      faster: { keys: ["+", "="], label: "Faster" },
      slower: { keys: "-", label: "Slower" },
      start: { keys: "Home", label: "To the start" },
      end: { keys: "End", label: "To the end" },
    },
  },
  annotate: {
    title: "Replay",
    keys: {
      note: { keys: "n", label: "Note at this time…" },
      flag: { keys: "f", label: "Flag this recording…" },
    },
  },
  timeline: {
    title: "Timeline",
    keys: {
      zoomIn: { keys: "z", label: "Zoom into the timeline" },
      zoomOut: { keys: "shift+z", label: "Zoom out of the timeline" },
      whole: { keys: "0", label: "The whole timeline" },
    },
  },
  page: {
    title: "Web session",
    keys: { find: { keys: "/", label: "Find in console and pages" } },
  },
  run: {
    title: "Agent run",
    keys: { find: { keys: "/", label: "Find in run" } },
  },
  outbox: {
    title: "Outbox",
    keys: { retry: { keys: "r", label: "Try parked ones again" } },
  },
  analytics: {
    title: "Analytics",
    keys: {
      again: { keys: "r", label: "Count again" },
      source: { keys: "v", label: "Switch between this laptop and the server" },
    },
  },
} as const satisfies Record<string, KeyBlock>;

/** Keys of one part of a screen: they work while it has the focus, and win there over the screen's. */
export const PART_KEYS = {
  searchField: { title: "Search field", keys: { search: { keys: "Enter", label: "Search" } } },
  palette: {
    title: "Commands",
    keys: {
      move: { keys: ["ArrowUp", "ArrowDown"], label: "Previous or next command" },
      run: { keys: "Enter", label: "Run the command" },
    },
  },
  textFilter: {
    title: "Filter by text",
    keys: { leave: { keys: "Escape", label: "Clear the text, then leave the field" } },
  },
  facetFind: {
    title: "Find in a filter",
    keys: { take: { keys: "Enter", label: "Filter by what was typed" } },
  },
  reviews: {
    title: "List of reviews",
    keys: {
      step: { keys: ["ArrowUp", "ArrowDown"], label: "Previous or next review" },
      ends: { keys: ["Home", "End"], label: "First or last review" },
    },
  },
  moments: {
    title: "List of moments",
    keys: {
      step: { keys: ["ArrowUp", "ArrowDown"], label: "Previous or next moment" },
      leap: { keys: ["PageUp", "PageDown"], label: "Several moments back or on" },
      ends: { keys: ["Home", "End"], label: "First or last moment" },
      go: { keys: "Enter", label: "Go to the moment" },
    },
  },
  time: {
    title: "Timeline",
    keys: {
      second: { keys: ["ArrowUp", "ArrowDown"], label: "1 second on or back" },
      tenth: { keys: ["PageUp", "PageDown"], label: "A tenth on or back" },
    },
  },
  facts: {
    title: "Find in console and pages",
    keys: { leave: { keys: "Escape", label: "Clear and leave the field" } },
  },
  findInRun: {
    title: "Find in run",
    keys: {
      next: { keys: "Enter", label: "Next hit" },
      previous: { keys: "shift+Enter", label: "Previous hit" },
      leave: { keys: "Escape", label: "Clear and leave the field" },
    },
  },
  conversation: {
    title: "Conversation",
    keys: {
      step: { keys: ["ArrowUp", "ArrowDown"], label: "Previous or next turn" },
      ends: { keys: ["Home", "End"], label: "First or last turn" },
    },
  },
  lanes: {
    title: "Lanes",
    keys: {
      step: { keys: ["ArrowLeft", "ArrowRight"], label: "Previous or next in the lane, and hear what it is" },
      lane: { keys: ["ArrowUp", "ArrowDown"], label: "The lane above or below" },
      ends: { keys: ["Home", "End"], label: "First or last in the lane" },
      go: { keys: "Enter", label: "Go to where it began" },
      zoomIn: { keys: ["+", "="], label: "Zoom into the lanes" },
      zoomOut: { keys: "-", label: "Zoom out of the lanes" },
      whole: { keys: "0", label: "The whole run" },
    },
  },
  events: {
    title: "List of events",
    keys: {
      step: { keys: ["ArrowUp", "ArrowDown"], label: "Previous or next event" },
      leap: { keys: ["PageUp", "PageDown"], label: "A screenful back or on" },
      ends: { keys: ["Home", "End"], label: "First or last event" },
      fold: { keys: ["ArrowLeft", "ArrowRight"], label: "Fold or unfold the event" },
      toggle: { keys: "Enter", label: "Unfold the event, or fold it" },
    },
  },
  data: {
    title: "Data of an event",
    keys: {
      step: { keys: ["ArrowUp", "ArrowDown"], label: "Previous or next line" },
      ends: { keys: ["Home", "End"], label: "First or last line" },
      fold: { keys: ["ArrowLeft", "ArrowRight"], label: "Close or open, go out or in" },
      toggle: { keys: ["Enter", "Space"], label: "Open, or close" },
      value: { keys: "c", label: "Copy the value" },
      path: { keys: "p", label: "Copy the path" },
    },
  },
  searchInData: {
    title: "Search in data",
    keys: {
      next: { keys: "Enter", label: "Next hit" },
      previous: { keys: "shift+Enter", label: "Previous hit" },
    },
  },
} as const satisfies Record<string, KeyBlock>;

/** What the browser does by itself. */
const BUILT_IN = {
  dialogs: { title: "Dialogs", keys: { close: { keys: "Escape", label: "Close without doing it" } } },
  controls: {
    title: "Buttons and fields",
    keys: {
      next: { keys: ["Tab", "shift+Tab"], label: "Next or previous one" },
      press: { keys: ["Enter", "Space"], label: "Press the button" },
      choose: { keys: ["ArrowUp", "ArrowDown"], label: "Choose another of several" },
    },
  },
} as const satisfies Record<string, KeyBlock>;

export type ScreenBlock = keyof typeof SCREEN_KEYS;
export type PartBlock = keyof typeof PART_KEYS;

/** A key of the list, under its heading. */
export interface ListedKey extends KeyEntry {
  group: string;
  /** Whether it works only while its part has the focus. */
  focused?: boolean;
}

/** All keys of all screens, parts behind screens. */
export const ALL_KEYS: readonly ListedKey[] = [
  ...listedOf(SCREEN_KEYS, false),
  ...listedOf(PART_KEYS, true),
  ...listedOf(BUILT_IN, false),
];

function listedOf(blocks: Readonly<Record<string, KeyBlock>>, focused: boolean): ListedKey[] {
  return Object.values(blocks).flatMap(({ title, keys }) =>
    Object.values(keys).map((entry) => ({ ...entry, group: title, focused })),
  );
}
