// The form of the settings: from the database's list to what is sent.
import { describe, expect, it } from "vitest";
import { makeFields, makePatch, type Setting } from "../../page/src/settings/form.ts";
import { amountOf, readInterval } from "../../page/src/settings/interval.ts";

const LIST: Setting[] = [
  { name: "schedule", type: "text", default: "*/5 * * * *" },
  { name: "active", type: "boolean", default: true },
  { name: "path", type: "text", default: "auto", choices: ["auto", "edge", "database"] },
  { name: "skip_unchanged", type: "boolean", default: "true" },
  { name: "max_staleness", type: "interval", default: "00:10:00" },
  { name: "max_duty_cycle", type: "numeric", default: 0.5 },
  { name: "time_zone", type: "text", default: null },
  { name: "pause_reason", type: "text", default: null },
  { name: "paused_until", type: "timestamp with time zone", default: null },
];
const SETTINGS = {
  schedule: "*/5 * * * *",
  active: true,
  path: "auto",
  skip_unchanged: true,
  max_staleness: "00:10:00",
  max_duty_cycle: 0.5,
  time_zone: null,
};
const fields = makeFields(LIST, SETTINGS);

describe("amountOf", () => {
  it.each([
    ["00:10:00", { value: "10", unit: "minutes" }],
    ["01:30:00", { value: "90", unit: "minutes" }],
    ["02:00:00", { value: "2", unit: "hours" }],
    ["30 days", { value: "30", unit: "days" }],
    ["1 day 12:00:00", { value: "36", unit: "hours" }],
    ["00:00:00.1", { value: "0.1", unit: "seconds" }],
    ["00:00:00", { value: "0", unit: "seconds" }],
  ])("shows %s", (text, amount) => {
    expect(amountOf(text)).toEqual(amount);
  });

  it.each(["1 mon", "", "soon", "-00:10:00"])("does not guess at %j", (text) => {
    expect(readInterval(text)).toBeNull();
  });
});

describe("makeFields", () => {
  it("has a kind for each type, and leaves out what pausing sets", () => {
    expect(fields.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "schedule text",
      "path choice",
      "skip_unchanged yes_no",
      "max_staleness amount",
      "max_duty_cycle number",
      "time_zone text",
    ]);
  });

  it("shows an interval that it cannot read as it is written", () => {
    const [field] = makeFields([{ name: "force_after", type: "interval", default: "01:00:00" }], {
      force_after: "1 mon",
    });
    expect(field).toMatchObject({ kind: "text", initial: "1 mon" });
  });
});

describe("makePatch", () => {
  it("sends nothing that was not changed", () => {
    const same = { schedule: "*/5 * * * *", max_staleness: { value: " 10", unit: "minutes" } } as const;
    expect(makePatch(fields, same)).toEqual({ patch: {}, wrong: [] });
  });

  it("sends each type as the database wants it, and null for what was emptied", () => {
    const entries = {
      schedule: "*/10 * * * *",
      path: "database",
      skip_unchanged: "false",
      max_staleness: { value: "2", unit: "hours" },
      max_duty_cycle: "",
    } as const;
    expect(makePatch(fields, entries).patch).toEqual({
      schedule: "*/10 * * * *",
      path: "database",
      skip_unchanged: false,
      max_staleness: "2 hours",
      max_duty_cycle: null,
    });
  });

  it("says what is no number instead of sending it", () => {
    const entries = { max_staleness: { value: "ten", unit: "minutes" }, max_duty_cycle: "half" } as const;
    expect(makePatch(fields, entries)).toEqual({
      patch: {},
      wrong: [
        { name: "max_staleness", why: "not_a_number" },
        { name: "max_duty_cycle", why: "not_a_number" },
      ],
    });
  });
});
