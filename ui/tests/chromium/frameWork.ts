// What a frame costs the main thread, from a trace: the CPU time of all tasks between two frames. CPU time, since on a
// busy machine the time on the clock measures the neighbours.

import type { Browser, CDPSession } from "playwright-core";

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  tdur?: number;
  args: { name?: string };
}

export interface FrameWork {
  frames: number;
  p50: number;
  p95: number;
  max: number;
}

const CATEGORIES = "toplevel,devtools.timeline.frame,disabled-by-default-devtools.timeline.frame";

/** Traces the browser while `act` runs. Times in ms. */
export async function frameWork(browser: Browser, act: () => Promise<void>): Promise<FrameWork> {
  const session = await browser.newBrowserCDPSession();
  await session.send("Tracing.start", { transferMode: "ReturnAsStream", categories: CATEGORIES });
  await act();
  const complete = new Promise<string>((done) =>
    session.once("Tracing.tracingComplete", ({ stream }) => done(stream ?? "")),
  );
  await session.send("Tracing.end");
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse(await readAll(session, await complete));
  await session.detach();
  return figures(perFrame(traceEvents));
}

async function readAll(session: CDPSession, handle: string): Promise<string> {
  const parts: Buffer[] = [];
  for (let eof = false; !eof; ) {
    const chunk = await session.send("IO.read", { handle, size: 1 << 20 });
    parts.push(Buffer.from(chunk.data, chunk.base64Encoded ? "base64" : "utf8"));
    eof = chunk.eof;
  }
  return Buffer.concat(parts).toString("utf8");
}

function perFrame(events: TraceEvent[]): number[] {
  const main = new Set(
    events
      .filter((event) => event.name === "thread_name" && event.args.name === "CrRendererMain")
      .map((event) => `${event.pid} ${event.tid}`),
  );
  const here = events.filter((event) => main.has(`${event.pid} ${event.tid}`)).sort((a, b) => a.ts - b.ts);
  const begins = here.filter((event) => event.name === "BeginMainThreadFrame").map((event) => event.ts);
  const tasks = here.filter((event) => event.ph === "X" && event.name === "ThreadControllerImpl::RunTask");
  // What runs until the next frame begins is counted to this one.
  const work = begins.slice(1).map(() => 0);
  let frame = 0;
  for (const task of tasks) {
    if (task.ts < (begins[0] ?? 0)) continue;
    while (task.ts >= (begins[frame + 1] ?? Number.POSITIVE_INFINITY)) frame += 1;
    if (frame < work.length) work[frame] = (work[frame] ?? 0) + (task.tdur ?? 0) / 1_000;
  }
  return work;
}

function figures(work: number[]): FrameWork {
  const sorted = [...work].sort((a, b) => a - b);
  const at = (part: number) => Math.round((sorted[Math.floor(part * (sorted.length - 1))] ?? 0) * 10) / 10;
  return { frames: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
