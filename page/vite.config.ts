// Builds the page into dist/page: files that any host can serve from any folder, since all paths are relative.
import path from "node:path";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  build: {
    outDir: path.resolve(import.meta.dirname, "../dist/page"),
    emptyOutDir: true,
    target: "es2022",
    // Inline scripts and data: URLs are what the page's own policy forbids.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Few files: each is compressed for itself. What is seen first, what is opened from there, and the two that only some
        // of it needs.
        codeSplitting: {
          groups: [
            {
              name: "page",
              test: /page\/src\/(main|api|app|i18n|ui|acts|overview|styles)|node_modules\/@?preact|client\//,
              priority: 3,
              includeDependenciesRecursively: false,
            },
            { name: "uplot", test: /node_modules\/uplot/, priority: 2 },
            { name: "cronstrue", test: /node_modules\/cronstrue/, priority: 2 },
            { name: "rooms", test: /page\/src\//, priority: 1, includeDependenciesRecursively: false },
          ],
        },
      },
    },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact", development: false } },
});
