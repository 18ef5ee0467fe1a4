// The lines of an axis of durations.
import { describe, expect, it } from "vitest";
import { splitSeconds } from "../../page/src/charts/split-seconds.ts";

describe("splitSeconds", () => {
  it.each([
    [0.0004, [0]],
    [1.9, [0, 0.5, 1, 1.5]],
    [600, [0, 300, 600]],
    [660, [0, 300, 600]],
    [86_400, [0, 21_600, 43_200, 64_800, 86_400]],
  ])("has lines that people know up to %d s", (highest, lines) => {
    expect(splitSeconds(highest)).toEqual(lines);
  });

  it("never has more than five, however long it took", () => {
    expect(splitSeconds(1e9).length).toBeLessThanOrEqual(5);
  });
});
