// What a change of settings changed.
import { describe, expect, it } from "vitest";
import { compareSettings } from "../../page/src/view/changes.ts";

const SETTINGS = { schedule: "*/5 * * * *", active: true, time_zone: null };

describe("compareSettings", () => {
  it("names what differs, in the order of the settings", () => {
    const after = { ...SETTINGS, schedule: "*/10 * * * *", active: false };
    expect(compareSettings({ action: "reconfigure", before: SETTINGS, after })).toEqual([
      { name: "schedule", before: "*/5 * * * *", after: "*/10 * * * *" },
      { name: "active", before: true, after: false },
    ]);
  });

  it("shows all that was set when a view is registered", () => {
    const names = compareSettings({ action: "manage", before: null, after: SETTINGS }).map(
      ({ name }) => name,
    );
    expect(names).toEqual(["schedule", "active"]);
  });

  it("takes a job that was taken over for no settings", () => {
    const before = { taken_over: { name: "refresh-sales" } };
    const names = compareSettings({ action: "manage", before, after: SETTINGS }).map(({ name }) => name);
    expect(names).toEqual(["schedule", "active"]);
  });

  it("sees no difference in a setting that a newer release has added with nothing in it", () => {
    const before = { schedule: "*/5 * * * *", active: true };
    expect(compareSettings({ action: "reconfigure", before, after: SETTINGS })).toEqual([]);
  });

  it.each(["adopt", "unmanage"])("says nothing of settings at %s", (action) => {
    const after = action === "adopt" ? { adopted: true } : null;
    expect(compareSettings({ action, before: SETTINGS, after })).toEqual([]);
  });
});
