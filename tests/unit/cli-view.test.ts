// What the command line writes about views, and what it reads from the words that it is given.
import { expect, it } from "vitest";
import { createsView, isAbout, newMigration } from "../../cli/view/migrations.ts";
import { givenSettings, listSettings, readPatch } from "../../cli/view/settings.ts";
import { indexStatement, manageStatement, unmanageStatement } from "../../cli/view/statements.ts";

const INSTALL = `
comment on column dashboard_refresh.views.id is 'Key.';
comment on column dashboard_refresh.views.schedule is
  'Setting: cron expression, or ''N seconds''.';
comment on column dashboard_refresh.views."concurrently" is
  'Setting: auto or '
  'never.';
`;

it("the settings are read from the comments of the install script", () => {
  expect(listSettings(INSTALL)).toEqual([
    { name: "schedule", description: "cron expression, or 'N seconds'" },
    { name: "concurrently", description: "auto or never" },
  ]);
});

it("settings are given as options or by --set, and not both ways at once", () => {
  const settings = [{ name: "max_staleness", description: "" }];
  expect(givenSettings({ maxStaleness: "1 hour", set: ["path=edge", "note=a=b"] }, settings)).toEqual({
    max_staleness: "1 hour",
    path: "edge",
    note: "a=b",
  });
  expect(() => givenSettings({ maxStaleness: "1 hour", set: ["max_staleness=2 hours"] }, settings)).toThrow(
    /twice/,
  );
  expect(() => givenSettings({ set: ["path"] }, settings)).toThrow(/name=value/);
});

it("words become values of the type that the database says, and others are left for it to refuse", async () => {
  const types = { active: "boolean", failure_limit: "integer", max_duty_cycle: "numeric", path: "text" };
  const query = async () => Object.entries(types).map(([name, type]) => ({ name, type }));
  const words = {
    active: "FALSE",
    failure_limit: "7",
    max_duty_cycle: "0.5",
    path: "default",
    other: "true",
  };
  expect(await readPatch(query, words)).toEqual({
    active: false,
    failure_limit: 7,
    max_duty_cycle: 0.5,
    path: null,
    other: "true",
  });
  expect(await readPatch(query, { active: "maybe", failure_limit: "many" })).toEqual({
    active: "maybe",
    failure_limit: "many",
  });
});

it("statements quote what they are given", () => {
  const view = `public."O'Hara"`;
  expect(manageStatement(view, { path: "it's" }, true)).toBe(
    `select dashboard_refresh.manage(\n  'public."O''Hara"',\n  settings => '{\n    "path": "it''s"\n  }',\n  expect_missing => true\n);`,
  );
  expect(manageStatement("public.v", {}, false)).toBe("select dashboard_refresh.manage(\n  'public.v'\n);");
  expect(unmanageStatement(view, true)).toContain(
    `dashboard_refresh.unmanage('public."O''Hara"', restore_job => true)`,
  );
});

it("an index that is there already is no failure, and one of a view that may be missing waits for it", () => {
  expect(indexStatement("create unique index v_key on public.v (id);", "public.v", false)).toBe(
    "create unique index if not exists v_key on public.v (id);",
  );
  expect(
    indexStatement("create unique index if not exists v_key on public.v (id)", "public.v", true),
  ).toMatch(
    /^do \$\$\nbegin\n {2}if to_regclass\('public\.v'\) is not null then\n {4}create unique index if not exists v_key/,
  );
});

it.each([
  ["create materialized view totals as select 1", "public.totals", true],
  ['CREATE MATERIALIZED VIEW IF NOT EXISTS "public"."totals" AS SELECT 1', "public.totals", true],
  ["create materialized view totals_by_day as select 1", "public.totals", false],
  ["refresh materialized view totals", "public.totals", false],
  ['create materialized view reporting."monthlySales" as select 1', 'reporting."monthlySales"', true],
  ['create materialized view "a ""b""" as select 1', 'public."a ""b"""', true],
])("%s makes %s: %s", (text, view, makes) => {
  expect(createsView([{ path: "", stamp: "1", text }], view)).toBe(makes);
});

it("a migration is about a view when it calls manage or unmanage for it", () => {
  expect(isAbout(manageStatement("public.v", {}, false), "public.v")).toBe(true);
  expect(isAbout(unmanageStatement("public.v", false), "public.v")).toBe(true);
  expect(isAbout(manageStatement("public.v2", {}, false), "public.v")).toBe(false);
});

it("a migration's name says which view it is about, in letters that every system has", () => {
  const name = (view: string) => newMigration("/nonexistent", new Date(0), "manage", view, "").path;
  expect(name("public.v")).toBe("supabase/migrations/19700101000000_manage_v.sql");
  expect(name('reporting."Ventas de Hoy"')).toBe(
    "supabase/migrations/19700101000000_manage_reporting_ventas_de_hoy.sql",
  );
  expect(name('public."日"')).toMatch(/_manage_view\.sql$/);
});
