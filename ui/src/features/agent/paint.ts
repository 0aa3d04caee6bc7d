// Paints the lanes of an agent run. Only what is in sight is painted; where it stands was computed in bars.ts.

import { plainText } from "../../components";
import { span } from "../../components/format";
import type { Outline } from "../../contract";
import {
  type Block,
  blocksOf,
  bracketsOf,
  doneOf,
  LANE_PAD,
  type LaneLayout,
  progressOf,
  TRACK,
  type View,
  xOf,
} from "./bars";
import { countUntil } from "./rows";

/** Height of the row of requests, above the lanes. */
export const REQUESTS = 30;

export interface Colors {
  bar: string;
  failed: string;
  request: string;
  line: string;
  ink: string;
  ink2: string;
  tick: string;
  current: string;
}

export function colorsOf(element: Element): Colors {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    bar: token("--agent"),
    failed: token("--critical"),
    request: token("--high"),
    line: token("--line"),
    ink: token("--ink"),
    ink2: token("--ink-2"),
    tick: token("--ink-3"),
    current: token("--accent"),
  };
}

export interface Scene {
  outline: Outline;
  layout: LaneLayout;
  view: View;
  width: number;
  height: number;
  scrollTop: number;
  /** The row at the playhead. */
  current: number;
  colors: Colors;
  font: string;
}

export function paint(context: CanvasRenderingContext2D, scene: Scene): void {
  const { layout, width, height, scrollTop } = scene;
  context.clearRect(0, 0, width, height);
  context.font = `11px ${scene.font}`;
  context.textBaseline = "middle";
  context.save();
  context.translate(0, -scrollTop);
  paintRequests(context, scene);
  const seen = layout.lanes.filter(
    (lane) => lane.top + lane.height >= scrollTop && lane.top <= scrollTop + height,
  );
  for (const lane of seen) {
    context.fillStyle = scene.colors.line;
    context.fillRect(0, lane.top + lane.height - 1, width, 1);
    for (const block of blocksOf(layout.bars[lane.index] ?? [], scene.view, width)) {
      paintBlock(context, scene, block, lane.top + LANE_PAD + block.track * TRACK + 1);
    }
  }
  paintRows(context, scene, new Map(seen.map((lane) => [lane.index, lane])));
  context.restore();
}

function paintBlock(
  context: CanvasRenderingContext2D,
  { colors, view, width, current }: Scene,
  block: Block,
  y: number,
) {
  const { bar, x, width: wide, count } = block;
  const height = TRACK - 2;
  const color = block.failed * 2 > count ? colors.failed : colors.bar;
  context.fillStyle = color;
  context.globalAlpha = 0.22;
  context.fillRect(x, y, wide, height);
  if (count > 1) {
    context.globalAlpha = 0.6;
    context.fillRect(x, y, wide, height);
    context.globalAlpha = 1;
    if (block.failed > 0) {
      context.fillStyle = colors.failed;
      context.fillRect(x, y + height - 3, wide, 3);
    }
    return;
  }
  // How far it was, as a step after each update, up to its end.
  context.globalAlpha = 0.4;
  const steps = progressOf(bar, view, width);
  steps.forEach((step, index) => {
    const from = Math.max(step.x, x);
    const to = Math.min(steps[index + 1]?.x ?? x + wide, x + wide);
    const tall = height * step.share;
    if (to > from) context.fillRect(from, y + height - tall, to - from, tall);
  });
  context.globalAlpha = 1;
  context.fillRect(x, y + height - 2, wide * (doneOf(bar) ?? 0), 2);
  if (bar.state !== "running") context.fillRect(x + wide - 2, y, 2, height);
  context.fillRect(x, y, 2, height);
  if (bar.row === current) {
    context.strokeStyle = colors.current;
    context.lineWidth = 2;
    context.strokeRect(x + 1, y + 1, Math.max(wide - 2, 1), height - 2);
  }
  write(context, plainText(bar.label, 120), x + 6, y + height / 2, wide - 12, colors.ink);
}

function paintRequests(context: CanvasRenderingContext2D, { outline, view, width, colors }: Scene) {
  if (outline.requests.length === 0) return;
  context.fillStyle = colors.line;
  context.fillRect(0, REQUESTS - 1, width, 1);
  const y = 9.5;
  for (const { ask, x, width: wide, answered, waitedMs } of bracketsOf(
    outline.requests,
    outline.duration_ms,
    view,
    width,
  )) {
    context.strokeStyle = colors.request;
    context.lineWidth = 1.5;
    context.setLineDash(answered ? [] : [4, 3]);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + wide, y);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(x, 5);
    context.lineTo(x, 14);
    if (answered) {
      context.moveTo(x + wide, 5);
      context.lineTo(x + wide, 14);
    }
    context.stroke();
    const words = answered ? span(waitedMs) : `${span(waitedMs)}, no answer`;
    const label = wide > 220 ? `${words} · ${plainText(ask.label, 120)}` : words;
    write(context, label, x + 4, 21, wide - 6, colors.ink2);
  }
}

/** Every event as a faint tick at the foot of its lane, errors as marks. */
function paintRows(
  context: CanvasRenderingContext2D,
  scene: Scene,
  lanes: Map<number, { top: number; height: number }>,
) {
  const { outline, view, width, colors } = scene;
  const from = countUntil(outline.at_ms, view.fromMs - 1);
  const to = countUntil(outline.at_ms, view.toMs);
  const lastX = new Map<number, number>();
  context.fillStyle = colors.tick;
  context.globalAlpha = 0.55;
  for (let row = from; row < to; row += 1) {
    const index = outline.lane_of[row] ?? 0;
    const lane = lanes.get(index);
    const x = Math.round(xOf(outline.at_ms[row] ?? 0, view, width));
    if (!lane || lastX.get(index) === x) continue;
    lastX.set(index, x);
    context.fillRect(x, lane.top + lane.height - 5, 1, 4);
  }
  context.globalAlpha = 1;
  paintErrors(context, scene, lanes, from, to);
}

/** More errors in sight than this would paint over everything: they become ticks at the head of their lane. */
const LINED = 80;

function paintErrors(
  context: CanvasRenderingContext2D,
  { outline, view, width, colors }: Scene,
  lanes: Map<number, { top: number; height: number }>,
  from: number,
  to: number,
) {
  const seen = outline.errors.slice(countUntil(outline.errors, from - 1), countUntil(outline.errors, to - 1));
  const lined = seen.length <= LINED;
  const lastX = new Map<number, number>();
  context.fillStyle = colors.failed;
  for (const row of seen) {
    const index = outline.lane_of[row] ?? 0;
    const lane = lanes.get(index);
    const x = Math.round(xOf(outline.at_ms[row] ?? 0, view, width));
    if (!lane || lastX.get(index) === x) continue;
    lastX.set(index, x);
    if (!lined) {
      context.fillRect(x, lane.top, 1, LANE_PAD);
      continue;
    }
    context.fillRect(x - 0.5, lane.top, 1.5, lane.height - 1);
    context.beginPath();
    context.moveTo(x - 4, lane.top);
    context.lineTo(x + 4.5, lane.top);
    context.lineTo(x + 0.25, lane.top + 6);
    context.fill();
  }
}

const SHORTEST_TEXT = 24;

/** Text that is cut to `room`; too little room for a few letters is left empty. */
function write(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  room: number,
  color: string,
) {
  if (room < SHORTEST_TEXT) return;
  let shown = text;
  if (context.measureText(shown).width > room) {
    const letter = Math.max(context.measureText(shown).width / shown.length, 1);
    shown = `${shown.slice(0, Math.max(0, Math.floor(room / letter) - 2))}…`;
  }
  context.fillStyle = color;
  context.fillText(shown, x, y);
}
