// Why a view is in its state, and what a chart makes of its runs.
import { describe, expect, it } from "vitest";
import { addRuns, type Day, type DayRun } from "../../page/src/charts/day.ts";
import { readDurations, sumDurations } from "../../page/src/charts/durations.ts";
import { tellWhy } from "../../page/src/view/why.ts";

const NOW = "2026-11-30T12:00:00Z";
type Facts = Parameters<typeof tellWhy>[0];
const why = (facts: Partial<Facts>) =>
  tellWhy({
    state: "fresh",
    paused: false,
    pause: null,
    suspended: null,
    refreshing: null,
    staleness_seconds: 60,
    promise: { max_staleness_seconds: 600, kept: true },
    job: { name: "j", schedule: "* * * * *", active: true, next_run_at: null, last_fired_at: null },
    last_runs: [],
    settings: {},
    ...facts,
  }).map(({ key }) => key);

const run = (id: string, more: Partial<DayRun> = {}): DayRun => ({
  id,
  status: "succeeded",
  requested_at: NOW,
  started_at: NOW,
  finished_at: NOW,
  duration_ms: 1000,
  data_as_of: NOW,
  replaced_as_of: NOW,
  ...more,
});

describe("tellWhy", () => {
  it("says of a fresh view nothing but that", () => {
    expect(why({})).toEqual(["fresh"]);
  });

  it("begins with the state, and goes on to what led there", () => {
    const failed = { ...run("a", { status: "failed" }), error: { message: "division by zero" } };
    expect(
      why({
        state: "stale",
        staleness_seconds: 900,
        suspended: { retry_at: NOW },
        last_runs: [failed as unknown as Facts["last_runs"][number]],
      }),
    ).toEqual(["stale", "suspended", "last_failed"]);
  });

  it("takes a view without known data for unknown, whatever its word", () => {
    expect(why({ state: "unknown", staleness_seconds: null })).toEqual(["unknown"]);
  });

  it("misses no job where the view is paused", () => {
    expect(why({ job: null })).toEqual(["fresh", "no_job"]);
    expect(why({ job: null, paused: true })).toEqual(["fresh", "paused"]);
  });

  it("does not blame a run that was cancelled", () => {
    const last = [run("b", { status: "cancelled" }), run("a")];
    expect(why({ last_runs: last as unknown as Facts["last_runs"] })).toEqual(["fresh"]);
  });
});

describe("addRuns", () => {
  const day: Day = { runs: [run("b"), run("a")], changes: [], from: 0, isCut: false };

  it("adds what is new, and takes the newer word of what was known", () => {
    const added = addRuns(day, [run("c"), run("b", { status: "failed" })]);
    expect(added?.runs.map(({ id, status }) => `${id} ${status}`)).toEqual([
      "c succeeded",
      "b failed",
      "a succeeded",
    ]);
  });

  it("says so when runs between may be missing", () => {
    expect(addRuns(day, [run("f"), run("e")])).toBeNull();
  });
});

describe("durations", () => {
  it("leave out runs that refreshed nothing, and those before", () => {
    const runs = [
      run("a"),
      run("b", { duration_ms: null }),
      run("c", { finished_at: "2026-11-29T00:00:00Z" }),
    ];
    expect(readDurations(runs, Date.parse(NOW)).map(({ id }) => id)).toEqual(["a"]);
  });

  it("are summed up by what is typical and the longest; nothing by nothing", () => {
    const runs = [1, 2, 9].map((seconds) => run(String(seconds), { duration_ms: seconds * 1000 }));
    expect(sumDurations(readDurations(runs, 0))).toEqual({ median: 2, longest: 9 });
    expect(sumDurations([])).toBeNull();
  });
});
