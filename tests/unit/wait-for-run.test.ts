// The loop that brings a run to its end, with a clock that moves when it sleeps.
import { describe, expect, it } from "vitest";
import type { Run } from "../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { waitForRun } from "../../supabase/functions/refresh-dashboard/database/wait-for-run.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { aRun, RUN_ID } from "./support/fakes.ts";

type Answer = Run | Error;
const broken = new Problem("database_unavailable", "The connection broke.");
const queued = aRun();
const running = aRun({ running: true });
const succeeded = aRun({ status: "succeeded" });

/** Answers calls from a script, the last answer again and again; notes calls and sleeps in order. */
function script(answers: { run?: Answer[]; read?: Answer[] }, callMs = 0) {
  let time = 0;
  const trace: (string | number)[] = [];
  const answer = (name: string, list: Answer[]) => async () => {
    trace.push(name);
    time += callMs;
    const next = list.length > 1 ? list.shift() : list[0];
    if (next instanceof Error || next === undefined) throw next ?? new Error(`${name} was not expected`);
    return next;
  };
  const deps = {
    runRefresh: answer("run", answers.run ?? []),
    readRun: answer("read", answers.read ?? []),
    monotonic: () => time,
    sleep: async (ms: number) => {
      trace.push(ms);
      time += ms;
    },
  };
  return { deps, trace, elapsed: () => time };
}

describe("a view that is free", () => {
  it.each(["succeeded", "failed", "lost"] as const)("costs one call: %s", async (status) => {
    const { deps, trace } = script({ run: [aRun({ status })] });
    expect(await waitForRun(RUN_ID, deps)).toMatchObject({ status });
    expect(trace).toEqual(["run"]);
  });
});

describe("a view that is busy", () => {
  it("is asked again after 100 ms, then after twice as long each time, up to a second", async () => {
    const { deps, trace } = script({ run: [queued, queued, queued, queued, queued, queued, succeeded] });
    expect(await waitForRun(RUN_ID, deps)).toBe(succeeded);
    expect(trace).toEqual(["run", 100, "run", 200, "run", 400, "run", 800, "run", 1000, "run", 1000, "run"]);
  });

  it("is given up after the budget, with the run as it was last seen", async () => {
    const { deps, elapsed } = script({ run: [queued] });
    expect(await waitForRun(RUN_ID, deps, 55_000)).toBe(queued);
    expect(elapsed()).toBeLessThanOrEqual(55_000);
    expect(elapsed()).toBeGreaterThan(53_000);
  });

  it("is not asked at all again when the budget is nothing", async () => {
    const { deps, trace } = script({ run: [queued] });
    await waitForRun(RUN_ID, deps, 0);
    expect(trace).toEqual(["run"]);
  });
});

describe("a call whose outcome is unknown", () => {
  it("is looked up in the ledger before anything is done again", async () => {
    const { deps, trace } = script({ run: [broken], read: [succeeded] });
    expect(await waitForRun(RUN_ID, deps)).toBe(succeeded);
    expect(trace).toEqual(["run", 100, "read"]);
  });

  it("is only watched while the work is still under way in the database", async () => {
    const { deps, trace } = script({ run: [broken], read: [running, running, succeeded] });
    await waitForRun(RUN_ID, deps);
    expect(trace).toEqual(["run", 100, "read", 200, "read", 400, "read"]);
  });

  it("is repeated when the ledger shows that nobody is at work", async () => {
    const { deps, trace } = script({ run: [broken, succeeded], read: [queued] });
    expect(await waitForRun(RUN_ID, deps)).toBe(succeeded);
    expect(trace).toEqual(["run", 100, "read", 200, "run"]);
  });

  it("is looked up again when looking it up breaks too", async () => {
    const { deps, trace } = script({ run: [broken], read: [broken, broken, succeeded] });
    expect(await waitForRun(RUN_ID, deps)).toBe(succeeded);
    expect(trace.filter((step) => step === "read").length).toBe(3);
  });

  it("is never repeated a third time: work that breaks at the end would be done for nothing", async () => {
    const { deps, trace } = script({ run: [broken], read: [queued] });
    await expect(waitForRun(RUN_ID, deps)).rejects.toBe(broken);
    expect(trace.filter((step) => step === "run").length).toBe(3);
  });

  it("is looked up once even when the call took the whole budget", async () => {
    const { deps, trace } = script({ run: [broken], read: [succeeded] }, 60_000);
    expect(await waitForRun(RUN_ID, deps)).toBe(succeeded);
    expect(trace).toEqual(["run", 100, "read"]);
  });

  it("stays unknown when the database does not come back within the budget", async () => {
    const { deps, elapsed } = script({ run: [broken], read: [broken] });
    await expect(waitForRun(RUN_ID, deps, 55_000)).rejects.toBe(broken);
    expect(elapsed()).toBeLessThanOrEqual(55_000);
  });
});

it.each([new Problem("unknown_run", "no run of that id"), new Error("a bug")])(
  "an error that says what happened ends the loop at once: %s",
  async (error) => {
    const { deps, trace } = script({ run: [error] });
    await expect(waitForRun(RUN_ID, deps)).rejects.toBe(error);
    expect(trace).toEqual(["run"]);
  },
);
