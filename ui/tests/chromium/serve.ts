// Builds the window over the fake host, and the replay frame, once for all tests in Chromium, and serves each from an
// origin of its own under the CSP that the real host gives it: read from where the host has it.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { TestProject } from "vitest/node";

const UI = fileURLToPath(new URL("../../", import.meta.url));
const HOST = join(UI, "../src-tauri");

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

/** The window's policy as the host has it; the frame's scheme of its own is a server's address here. */
function windowCsp(frame: string): string {
  const { app } = JSON.parse(readFileSync(join(HOST, "tauri.conf.json"), "utf8"));
  const policy: Record<string, string> = app.security.csp;
  const framed = "replay: http://replay.localhost";
  if (policy["default-src"] !== framed)
    throw new Error("the window's policy lets other frames in than it did");
  return Object.entries({ ...policy, "default-src": frame })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; ");
}

/** The frame's policy as the host has it. */
function frameCsp(): string {
  const [, policy] =
    /const POLICY: &str = "([^"]*)";/.exec(readFileSync(join(HOST, "src/frame.rs"), "utf8")) ?? [];
  if (!policy) throw new Error("src-tauri/src/frame.rs has no POLICY");
  return policy.replace(/\\\n\s*/g, "");
}

declare module "vitest" {
  interface ProvidedContext {
    /** Where the window over the fake host is served. */
    windowOrigin: string;
    /** Where the replay frame is served. */
    frameOrigin: string;
  }
}

async function serve(folder: string, csp: string): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://x").pathname);
    const file = join(folder, path);
    const type = TYPES[extname(path)];
    if (!type || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": type,
      "content-security-policy": csp,
      "x-content-type-options": "nosniff",
    });
    response.end(readFileSync(file));
  });
  await new Promise<void>((begun) => server.listen(0, "127.0.0.1", begun));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export default async function setup(project: TestProject) {
  // Not inside of dist: what is packaged stays as the build left it, and two runs do not meet.
  const built = mkdtempSync(join(tmpdir(), "hindsight-ui-"));
  // Vitest says "test", and Vite would take React's slow build for development.
  const nodeEnv = process.env.NODE_ENV;
  process.env.NODE_ENV = "production";
  await build({
    configFile: join(UI, "vite.config.ts"),
    root: UI,
    logLevel: "error",
    build: { outDir: built, emptyOutDir: true, rolldownOptions: { input: join(UI, "tests/fake.html") } },
  });
  await build({
    configFile: join(UI, "vite.replay.config.ts"),
    root: join(UI, "replay"),
    logLevel: "error",
    build: { outDir: join(built, "frame") },
  });
  process.env.NODE_ENV = nodeEnv;
  const frame = await serve(join(built, "frame"), frameCsp());
  const window = await serve(built, windowCsp(frame.origin));
  project.provide("frameOrigin", frame.origin);
  project.provide("windowOrigin", window.origin);
  return () => {
    frame.server.close();
    window.server.close();
    rmSync(built, { recursive: true, force: true });
  };
}
