// Thirteen kinds of tests; tests/turns.ts says which run when. `unit` needs nothing but Node; `docs` holds the documents
// against what they speak of; `e2e` and `security` talk to a running stack, which their files share; `property` plays random
// histories on that stack, and crashes it; `browser` looks at the page in Chromium; `faults` breaks one thing after another in it and waits for fresh data; `long`
// waits for minutes for what takes minutes; `install` installs and upgrades in databases of its own; `cli` runs the command
// line on projects and databases of its own, `package` the tarball in a stranger's project; `stack` starts stacks of its own,
// which takes the whole machine; `examples` plays the examples.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: ["tests/support/write-dist.ts"],
    projects: [
      { test: { name: "unit", include: ["tests/unit/**/*.test.ts"] } },
      {
        test: {
          name: "docs",
          include: ["tests/docs/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "security",
          include: ["tests/security/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "property",
          include: ["tests/property/**/*.test.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "faults",
          include: ["tests/faults/**/*.test.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          // All that wait for the scheduler at once.
          maxConcurrency: 10,
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "long",
          include: ["tests/long/**/*.test.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          maxConcurrency: 10,
          testTimeout: 420_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "cli",
          include: ["tests/cli/**/*.test.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 4 },
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "package",
          include: ["tests/package/**/*.test.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 4 },
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "install",
          include: ["tests/install/**/*.test.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 4 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "examples",
          include: ["tests/examples/**/*.test.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 5 },
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: "stack",
          include: ["tests/stack/**/*.test.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 6 },
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
    // Said by supabase-js at each import; Node 20 is supported here all the same.
    onConsoleLog: (log) => !log.includes("Node.js 20 and below are deprecated"),
  },
});
