// The line of a view's staleness, from its runs.
import { describe, expect, it } from "vitest";
import { drawStaleness, type Refreshed, tellHours } from "../../page/src/charts/staleness.ts";

const MIDNIGHT = Date.parse("2026-11-30T00:00:00Z");
const at = (minutes: number) => MIDNIGHT + minutes * 60_000;
const iso = (minutes: number) => new Date(at(minutes)).toISOString();

/** A refresh that began a minute before it ended. */
const refresh = (minute: number, replaced: number | null): Refreshed => ({
  status: "succeeded",
  started_at: iso(minute - 1),
  finished_at: iso(minute),
  data_as_of: iso(minute - 1),
  replaced_as_of: replaced === null ? null : iso(replaced),
});

const draw = (runs: Refreshed[], now: number, stalenessSeconds: number | null, from = 0) =>
  drawStaleness(runs, { at: at(now), stalenessSeconds }, at(from)).map((point) => [
    (point.at - MIDNIGHT) / 60_000,
    point.seconds === null ? null : point.seconds / 60,
  ]);

describe("drawStaleness", () => {
  it("rises until a refresh ends, and falls to the age of its snapshot", () => {
    expect(draw([refresh(10, 0), refresh(20, 9)], 25, 6 * 60)).toEqual([
      [0, 0],
      [10, 10],
      [10, 1],
      [20, 11],
      [20, 1],
      [25, 6],
    ]);
  });

  it("is 0 as long as the data was known to be right", () => {
    expect(draw([refresh(10, 0), refresh(40, 30)], 50, 0)).toEqual([
      [0, 0],
      [10, 10],
      [10, 0],
      [30, 0],
      [40, 10],
      [40, 0],
      [50, 0],
    ]);
  });

  it("has a gap where it is not known how fresh the replaced data was", () => {
    expect(draw([refresh(10, null)], 12, 180)).toEqual([
      [0, null],
      [10, null],
      [10, 1],
      [12, 3],
    ]);
  });

  it("has a gap up to now while the state is not known", () => {
    expect(draw([refresh(10, 0)], 20, null).slice(2)).toEqual([
      [10, null],
      [20, null],
    ]);
  });

  it("takes the runs in any order, and leaves out those that refreshed nothing themselves", () => {
    const failed: Refreshed = { ...refresh(12, 9), status: "failed", data_as_of: null };
    const served: Refreshed = { ...refresh(11, 9), started_at: null };
    const line = draw([refresh(20, 9), failed, served, refresh(10, 0)], 25, 360);
    expect(line).toEqual(draw([refresh(10, 0), refresh(20, 9)], 25, 360));
  });

  it("begins where it is told to, with what was shown there", () => {
    expect(draw([refresh(10, 0), refresh(30, 9)], 31, 120, 20)).toEqual([
      [20, 11],
      [30, 21],
      [30, 1],
      [31, 2],
    ]);
  });

  it("says what is known now when there was no run at all", () => {
    expect(draw([], 30, 10 * 60)).toEqual([
      [0, 0],
      [20, 0],
      [30, 10],
    ]);
  });
});

describe("tellHours", () => {
  it("gives the worst of each hour, also where the line only passes through", () => {
    const points = drawStaleness([], { at: at(150), stalenessSeconds: 150 * 60 }, at(0));
    expect(tellHours(points, [at(30), at(40)], at(150))).toEqual([
      { at: at(120), worstSeconds: 150 * 60, refreshes: 0 },
      { at: at(60), worstSeconds: 120 * 60, refreshes: 0 },
      { at: at(0), worstSeconds: 60 * 60, refreshes: 2 },
    ]);
  });

  it("says nothing of an hour of which nothing is known", () => {
    const points = drawStaleness([], { at: at(30), stalenessSeconds: null }, at(0));
    expect(tellHours(points, [], at(30))).toEqual([{ at: at(0), worstSeconds: null, refreshes: 0 }]);
  });
});
