// Drift says which rows the view has wrong right now, and whose they are.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EJECUTIVO_ID, prepareReassignment, type Reassignment } from "../support/reassignment.ts";
import { call, connect } from "../support/stack.ts";
import { drift, NONE, stopFirings, VIEW } from "./support/ticks.ts";

const sql = connect();
let giveScheduleBack: () => Promise<void>;

beforeAll(async () => {
  giveScheduleBack = await stopFirings();
});
afterAll(async () => {
  await giveScheduleBack();
  await sql.end();
});

describe("drift by ejecutivo_id", () => {
  let reassignment: Reassignment;
  beforeAll(async () => {
    reassignment = await prepareReassignment(sql);
  });
  afterAll(() => reassignment.undo());

  it("says that an ejecutivo owns 29 and sees 0, and says nothing after the refresh", async () => {
    expect(await drift(VIEW, "ejecutivo_id")).toMatchObject({ ...NONE, groups: [], groups_left_out: 0 });

    await reassignment.reassign();
    const before = await drift(VIEW, "ejecutivo_id");
    expect(before).toMatchObject({
      view: VIEW,
      by: "ejecutivo_id",
      complete: true,
      missing: 0,
      extra: 0,
      different: 29,
    });
    expect(before.groups[0]).toEqual({
      value: EJECUTIVO_ID,
      defined: 29,
      shown: 0,
      missing: 29,
      extra: 0,
      different: 0,
    });
    const others = before.groups.slice(1) as { missing: number; extra: number }[];
    expect(others.reduce((sum, { extra }) => sum + extra, 0)).toBe(29);
    expect(others.every(({ missing }) => missing === 0)).toBe(true);

    expect((await call("POST", "/refresh", { body: {} })).status).toBe(200);
    expect(await drift(VIEW, "ejecutivo_id")).toMatchObject({ ...NONE, groups: [], groups_left_out: 0 });
  });
});
