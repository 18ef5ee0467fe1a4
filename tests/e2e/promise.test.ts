// A view's promise, max_staleness, and a schedule that cannot keep it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { status, stopFirings } from "./support/ticks.ts";

let giveScheduleBack: () => Promise<void>;

beforeAll(async () => {
  giveScheduleBack = await stopFirings();
});
afterAll(() => giveScheduleBack());

describe("a schedule that cannot keep the promise", () => {
  it("is a problem, with a hint that names a schedule that can", async () => {
    const { problems } = await status();
    expect(problems).toContainEqual({
      code: "schedule_too_slow",
      severity: "warning",
      message: expect.stringContaining("max_staleness is 00:10:00"),
      hint: "Set schedule to */5 * * * *, or raise max_staleness.",
    });
  });
});
