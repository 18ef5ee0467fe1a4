// watch: what it writes as views change, on a screen, in a pipe, as JSON; and how it ends.
import { expect, it } from "vitest";
import { describeEvent, eventsBetween } from "../../cli/commands/watch/watch-events.ts";
import { CliError, EXIT } from "../../cli/terminal/errors.ts";
import { READER_GONE } from "../../cli/terminal/interrupts.ts";
import type { Overview } from "../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { anOverview, aViewInShort, NOW, RUN_ID, VIEW } from "./support/fakes.ts";
import { operate } from "./support/verbs.ts";

/** Watches as long as there are answers; then Ctrl-C, or the reader goes. */
async function watch(
  answers: (Overview | Problem)[],
  words: string[] = [],
  isScreen = false,
  exitCode: number = EXIT.interrupted,
) {
  const controller = new AbortController();
  const rest = [...answers];
  const slept: number[] = [];
  const called = await operate(["watch", ...words], {
    database: {
      listViews: async () => {
        const next = rest.shift() ?? anOverview();
        if (next instanceof Problem) throw next;
        return next;
      },
    },
    deps: {
      signal: controller.signal,
      terminal: { columns: isScreen ? 60 : null, isScreen, showsProgress: false, hasColor: false },
      sleep: async (ms) => {
        slept.push(ms);
        if (rest.length === 0) controller.abort(new CliError("interrupted", "interrupted", { exitCode }));
      },
    },
  });
  return { ...called, slept };
}

const stale = aViewInShort({ state: "stale", promise: { max_staleness_seconds: 600, kept: false } });
const later = { ...aViewInShort(), staleness_seconds: 99, verified_at: "2026-11-24T03:01:00Z" };

it("a view that was only looked at anew is no event; one that changed, came or went is", () => {
  const before = anOverview();
  expect(eventsBetween(before, anOverview({ views: [later] }))).toEqual([]);
  expect(eventsBetween(before, anOverview({ views: [stale] }))).toMatchObject([
    { event: "changed", view: VIEW },
  ]);
  expect(eventsBetween(before, anOverview({ views: [] }))).toEqual([
    { event: "gone", at: NOW, view: VIEW, now: null },
  ]);
  expect(eventsBetween(null, before)).toMatchObject([{ event: "view", view: VIEW }]);
});

it("an event is told in a line", () => {
  const [event] = eventsBetween(anOverview(), anOverview({ views: [stale] }));
  expect(event && describeEvent(event)).toBe(`${NOW} ${VIEW} is now stale`);
});

it("in a pipe it writes a line for each change, and ends with 130 at Ctrl-C", async () => {
  const { exitCode, stdout } = await watch([
    anOverview(),
    anOverview({ views: [later] }),
    anOverview({ views: [stale] }),
  ]);
  expect(exitCode).toBe(EXIT.interrupted);
  expect(stdout).toBe(`${NOW} ${VIEW} is fresh\n${NOW} ${VIEW} is now stale\n`);
});

it("on a screen it draws all views anew", async () => {
  const { stdout } = await watch([anOverview(), anOverview({ views: [stale] })], [], true);
  const screens = stdout.split("\u001b[H\u001b[2J\u001b[3J").slice(1);
  expect(screens).toHaveLength(2);
  expect(screens[0]).toMatch(/^The view keeps its promise\./);
  expect(screens[1]).toMatch(/^1 of 1 view needs attention\./);
});

it("asks as often as the server wants, and every two seconds while a view is refreshed", async () => {
  const busy = aViewInShort({ refreshing: { run_id: RUN_ID, since: NOW } });
  const { slept } = await watch([anOverview({ poll_after_seconds: 30 }), anOverview({ views: [busy] })]);
  expect(slept).toEqual([30_000, 2_000]);
});

it("what may pass by itself is told of on stderr, and asked again", async () => {
  const gone = new Problem("database_unavailable", "The database does not answer.");
  const { stdout, stderr } = await watch([anOverview(), gone, anOverview({ views: [stale] })]);
  expect(stderr).toContain("The database does not answer");
  expect(stdout).toContain("is now stale");
});

it("ends with 141 when the reader has gone, as head does", async () => {
  expect((await watch([anOverview()], [], false, READER_GONE)).exitCode).toBe(READER_GONE);
});
