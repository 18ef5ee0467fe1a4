// What needs two versions of PostgreSQL: `npm run test:fresh` runs it in its root, where both are. By hand, where they are:
// FRESH_OLD_PG_BIN=/usr/lib/postgresql/15/bin npx vitest run --config tests/fresh/vitest.config.ts
import { defineConfig } from "vitest/config";
import { findRepository } from "../../stack/index.ts";

export default defineConfig({
  root: findRepository(),
  test: {
    name: "fresh",
    include: ["tests/fresh/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    onConsoleLog: (log) => !log.includes("Node.js 20 and below are deprecated"),
  },
});
