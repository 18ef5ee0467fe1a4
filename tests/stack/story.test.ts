// What the demo says and does, with a pretended database and function.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Api, Status } from "../../stack/demo/api.ts";
import type { Database } from "../../stack/demo/database.ts";
import { createPatience, StoppedElsewhere } from "../../stack/demo/patience.ts";
import { tellStory } from "../../stack/demo/story.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "story-test-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** A stack whose job refreshes the view as soon as it fires every minute. */
function makeStage({ owned = 0, shown = 0, schedule = "*/5 * * * *", active = true } = {}) {
  const world = { owned, shown, schedule, lines: [] as string[], schedules: [] as string[] };
  const api: Api = {
    status: async () =>
      ({ job: { schedule: world.schedule, active, next_run_at: "soon" } }) as unknown as Status,
    setSchedule: async (wanted) => {
      world.schedule = wanted;
      world.schedules.push(wanted);
      if (wanted === "* * * * *") world.shown = world.owned;
    },
  };
  const database: Database = {
    countConversations: async () => 3230,
    countOwned: async () => world.owned,
    countShown: async () => world.shown,
    reassignProspects: async () => {
      world.owned = 29;
    },
    lastRefresh: async () => undefined,
    now: async () => "",
    runsFinishedAfter: async () => [],
  };
  const say = (line = "") => void world.lines.push(line);
  const { signal } = new AbortController();
  return { world, stage: { api, database, say, signal, noteFile: path.join(dir, "note") } };
}

test("the story runs the chain once and gives the job its own schedule back", async () => {
  const { world, stage } = makeStage();
  await tellStory(stage);
  expect(world.schedules).toEqual(["* * * * *", "*/5 * * * *"]);
  expect(world.lines.at(-1)).toBe("  the view says  29");
  expect(existsSync(stage.noteFile)).toBe(false);
});

test("a later start runs the chain again when the view does not show what is owned", async () => {
  const { world, stage } = makeStage({ owned: 29, shown: 0 });
  await tellStory(stage);
  expect(world.lines.at(-1)).toBe("  the view says  29");
});

test("a later start waits for nothing when the view shows what is owned", async () => {
  const { world, stage } = makeStage({ owned: 29, shown: 29 });
  await tellStory(stage);
  expect(world.schedules).toEqual([]);
});

test("a paused job is left alone", async () => {
  const { world, stage } = makeStage({ active: false });
  await tellStory(stage);
  expect(world.schedules).toEqual([]);
  expect(world.lines.at(-1)).toContain("paused");
});

test("the schedule of a demo that died is restored by the next", async () => {
  const { world, stage } = makeStage({ owned: 29, shown: 29, schedule: "* * * * *" });
  writeFileSync(stage.noteFile, "*/7 * * * *");
  await tellStory(stage);
  expect(world.schedule).toBe("*/7 * * * *");
  expect(existsSync(stage.noteFile)).toBe(false);
});

test("a schedule that somebody has set since a demo died stays", async () => {
  const { world, stage } = makeStage({ owned: 29, shown: 29, schedule: "*/10 * * * *" });
  writeFileSync(stage.noteFile, "*/7 * * * *");
  await tellStory(stage);
  expect(world.schedule).toBe("*/10 * * * *");
});

test("an outage is waited out and told once, and its end too", async () => {
  const lines: string[] = [];
  const say = (line = "") => void lines.push(line);
  const patiently = createPatience({ isSupervised: () => true, say, signal: new AbortController().signal });
  let asked = 0;
  const answer = await patiently("the database", async () => {
    asked += 1;
    if (asked <= 3) throw Object.assign(new Error(), { code: "ECONNREFUSED" });
    return "answer";
  });
  expect(answer).toBe("answer");
  expect(lines).toEqual(["the database does not answer; waiting", "the database answers again"]);
});

test("no answer from a stack that nobody supervises means that it was stopped; any other error is passed on", async () => {
  const { signal } = new AbortController();
  const patiently = createPatience({ isSupervised: () => false, say: () => {}, signal });
  const fail = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));
  await expect(patiently("the database", fail("57P01"))).rejects.toBeInstanceOf(StoppedElsewhere);
  await expect(patiently("the database", fail("42P01"))).rejects.toThrow("42P01");
});
