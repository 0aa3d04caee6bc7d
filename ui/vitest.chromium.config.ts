import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["tests/chromium/**/*.test.ts"],
    globalSetup: ["tests/chromium/serve.ts"],
    // One browser at a time: the figures that these tests print mean something only when nothing else runs.
    fileParallelism: false,
    testTimeout: 120_000,
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 120_000,
  },
});
