import { defineConfig } from "vite";

// The replay frame is bundled for itself: the host serves exactly these three files, from an origin of their own.
export default defineConfig({
  root: "replay",
  base: "./",
  build: {
    outDir: "../dist/replay",
    emptyOutDir: true,
    target: ["safari17", "chrome120"],
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: {
      input: "replay/replay.html",
      output: { entryFileNames: "replay.js", assetFileNames: "replay[extname]", codeSplitting: false },
    },
  },
});
