// The settings that decide whether a tick refreshes, over HTTP: skip_unchanged, max_duty_cycle and force_after.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { call, connect } from "../support/stack.ts";
import { createTicks, status, stopFirings, VIEW } from "./support/ticks.ts";

const sql = connect();
const { tick, untilSeen, untilUnchanged } = createTicks(sql);
let giveScheduleBack: () => Promise<void>;

beforeAll(async () => {
  giveScheduleBack = await stopFirings();
});
afterAll(async () => {
  await giveScheduleBack();
  await sql.end();
});

describe("PATCH /reconfigure", () => {
  const settings = { skip_unchanged: false, max_duty_cycle: 0.25, force_after: "2 hours" };

  it("takes all three settings, and the next ticks follow them", async () => {
    await untilUnchanged();
    const answer = await call("PATCH", "/reconfigure", { body: { view: VIEW, ...settings } });
    const { before } = answer.json;
    try {
      expect(answer.status).toBe(200);
      const after = { ...before, ...settings, force_after: "02:00:00" };
      expect(answer.json.after).toEqual(after);
      const { settings: told, skip } = await status();
      expect(told).toEqual(after);
      expect(skip).toMatchObject({ possible: false, reason: expect.stringContaining("skip_unchanged") });
      // Nothing changed, and it refreshes all the same, once its rest is over.
      expect(await untilSeen()).toMatch(/^(requested|paced)$/);
      await eventually(
        "a refresh",
        () => tick(),
        (outcome) => outcome === "requested",
        { everyMs: 200 },
      );
    } finally {
      const { skip_unchanged, max_duty_cycle, force_after } = before;
      await call("PATCH", "/reconfigure", {
        body: { view: VIEW, skip_unchanged, max_duty_cycle, force_after },
      });
    }
    await untilUnchanged();
    expect((await status()).settings).toEqual(before);
  });

  it.each([
    [{ max_duty_cycle: 0 }, "invalid_setting"],
    [{ max_duty_cycle: 1.01 }, "invalid_setting"],
    [{ max_duty_cycle: -0.5 }, "invalid_setting"],
    [{ max_duty_cycle: 1e300 }, "invalid_setting"],
    [{ max_duty_cycle: "1" }, "invalid_setting"],
    [{ force_after: "59 seconds" }, "invalid_setting"],
    [{ force_after: "31 days" }, "invalid_setting"],
    [{ force_after: "never" }, "invalid_setting"],
    [{ force_after: 3600 }, "invalid_setting"],
    [{ skip_unchanged: 0 }, "invalid_setting"],
    [{ skip_unchanged: false, max_duty_cycle: 7 }, "invalid_setting"],
  ])("refuses %j and changes nothing", async (body, code) => {
    const state = async () => ({
      settings: (await status()).settings,
      changes: (await sql`select max(id) as id from dashboard_refresh.config_changes`)[0],
    });
    const before = await state();
    expect(await call("PATCH", "/reconfigure", { body })).toMatchObject({ status: 422, json: { code } });
    expect(await state()).toEqual(before);
  });
});
