// The doctor's checks in the order in which they are read.
import { describe, expect, it } from "vitest";
import { groupChecks } from "../../page/src/doctor/group-checks.ts";

const check = (id: string, status: string, group = "platform", view: string | null = null) => ({
  id,
  status,
  group,
  view,
  silenced: null as { by: string } | null,
});
const shown = (checks: Parameters<typeof groupChecks>[0]) =>
  groupChecks(checks).map(({ group, view, found, quiet }) =>
    [view ?? group, found.map(({ id }) => id).join(","), quiet.map(({ id }) => id).join(",")].join(" | "),
  );

describe("groupChecks", () => {
  it("puts the worst first, in a section and among sections", () => {
    expect(
      shown([
        check("a", "ok"),
        check("b", "warning"),
        check("c", "warning", "view", "public.one"),
        check("d", "error", "view", "public.one"),
        check("e", "ok", "around"),
      ]),
    ).toEqual(["public.one | d,c | ", "platform | b | a", "around |  | e"]);
  });

  it("keeps what was silenced in sight, before what is well", () => {
    const silenced = { ...check("b", "error"), silenced: { by: "ana" } };
    expect(shown([check("a", "ok"), check("s", "skipped"), silenced])).toEqual(["platform |  | b,s,a"]);
  });

  it("takes a status of a newer release for something to look at", () => {
    expect(shown([check("a", "puzzling")])).toEqual(["platform | a | "]);
  });
});
