// What the tests run against: which variables name it, what it offers, and which databases are refused.
import { describe, expect, it } from "vitest";
import { judge } from "../support/check-target.ts";
import { countSkipped, NEEDS, type Need, readTarget, reasonToSkip } from "../support/target.ts";

const OURS = {
  SUPABASE_URL: "http://127.0.0.1:54321",
  SUPABASE_DB_URL: "postgresql://postgres:postgres@127.0.0.1:54322/postgres",
  SUPABASE_SECRET_KEY: "sb_secret_x",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
};
const EVERYTHING = {
  ...OURS,
  SUPABASE_ADMIN_DB_URL: "postgresql://supabase_admin@127.0.0.1/postgres",
  SUPABASE_AUTHENTICATOR_DB_URL: "postgresql://authenticator@127.0.0.1/postgres",
  REFRESH_DASHBOARD_TRIGGER_SECRET: "whsec_x",
  REFRESH_DASHBOARD_SCRAPE_TOKEN: "x",
  SUPABASE_JWT_SECRET: "s",
  SUPABASE_JWT_KEY_ID: "k",
};

describe("a target", () => {
  it("is named by our variables, or by those that supabase status prints", () => {
    const ofCli = {
      API_URL: OURS.SUPABASE_URL,
      DB_URL: OURS.SUPABASE_DB_URL,
      SECRET_KEY: OURS.SUPABASE_SECRET_KEY,
      PUBLISHABLE_KEY: OURS.SUPABASE_PUBLISHABLE_KEY,
    };
    const target = readTarget(ofCli, null);
    expect(target).toEqual(readTarget(OURS, null));
    expect(target.env).toMatchObject({ ...OURS, FUNCTIONS_URL: "http://127.0.0.1:54321/functions/v1" });
    expect(readTarget({ ...ofCli, SUPABASE_URL: "https://x.supabase.co/" }, null).env.FUNCTIONS_URL).toBe(
      "https://x.supabase.co/functions/v1",
    );
  });

  it("that is not named whole is refused with what is missing", () => {
    expect(() => readTarget({ ...OURS, SUPABASE_DB_URL: " ", SUPABASE_SECRET_KEY: undefined }, null)).toThrow(
      "no SUPABASE_DB_URL, no SUPABASE_SECRET_KEY",
    );
  });

  it("offers what there are variables for; the embedded stack offers everything", () => {
    expect([...readTarget(OURS, null).offered]).toEqual([]);
    const all = new Set(Object.keys(NEEDS));
    expect(readTarget(EVERYTHING, OURS.SUPABASE_DB_URL).offered).toEqual(all);
    for (const need of ["stack", "this machine"]) all.delete(need);
    expect(readTarget(EVERYTHING, "postgresql://postgres@127.0.0.1:1/postgres").offered).toEqual(all);
    const withSignUp = { ...OURS, TEST_SIGN_UP: "1" };
    expect([...readTarget(withSignUp, null).offered]).toEqual(["sign-in"]);
    const { SUPABASE_JWT_KEY_ID: _left, ...withoutKeyId } = EVERYTHING;
    expect(readTarget(withoutKeyId, OURS.SUPABASE_DB_URL).offered).not.toContain("token signer");
  });

  it("has no address in the place of what it does not offer", () => {
    const { env } = readTarget(OURS, null);
    for (const url of [env.SUPABASE_ADMIN_DB_URL, env.SUPABASE_AUTHENTICATOR_DB_URL])
      expect(new URL(url).hostname).toMatch(/\.invalid$/);
  });
});

describe("a test that needs more than is offered", () => {
  const offered = new Set<Need>(["superuser"]);

  it("runs where all of it is there, and otherwise says what is not", () => {
    expect(reasonToSkip(offered, ["superuser"])).toBeNull();
    expect(reasonToSkip(offered, ["superuser", "stack", "authenticator"])).toBe(
      `[left out: the target does not offer ${NEEDS.stack}; nor ${NEEDS.authenticator}]`,
    );
  });

  it("is counted by its reason, and one without a reason apart", () => {
    const [first, second] = [reasonToSkip(offered, ["stack"]), reasonToSkip(offered, ["authenticator"])];
    const names = [`a ${first} b`, `a ${first} c`, `d ${second}`, "e", "f [not a reason]"];
    const said = (need: Need) => `the target does not offer ${NEEDS[need]}`;
    expect([...countSkipped(names)]).toEqual([
      [said("stack"), 2],
      [said("authenticator"), 1],
      [null, 2],
    ]);
  });
});

describe("a database", () => {
  const demo = "public.mv_conversaciones_dashboard";

  it("with the demo's view alone is one for tests", () => {
    expect(judge([demo], false)).toBeNull();
  });

  it("with somebody's views is refused, which names them, until somebody says that it is one for tests", () => {
    const refusal = judge(["public.mv_sales", demo], false);
    expect(refusal).toContain("public.mv_sales");
    expect(refusal).toContain("TEST_TARGET_WITH_OTHER_VIEWS=1");
    expect(judge(["public.mv_sales", demo], true)).toBeNull();
  });

  it("without the demo is refused, with what makes it, whatever is said", () => {
    expect(judge([], true)).toContain("npx supabase db push --include-seed");
  });
});
