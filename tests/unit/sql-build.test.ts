// How sources are read and releases put together, on sources made up for it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { build } from "../../scripts/sql/build.ts";
import { BuildError } from "../../scripts/sql/errors.ts";
import { buildInstall } from "../../scripts/sql/install.ts";
import { readRelease } from "../../scripts/sql/release-file.ts";
import { sha256Of } from "../../scripts/sql/releases.ts";
import { parseRoutine } from "../../scripts/sql/routines.ts";
import { parseSource } from "../../scripts/sql/sources.ts";
import { parseStatements } from "../../scripts/sql/statements.ts";
import { contentOfBody, tokenize } from "../../scripts/sql/tokens.ts";

const routineOf = (sql: string) => parseRoutine(tokenize(sql));
const withArguments = (list: string) =>
  routineOf(
    `create or replace function dashboard_refresh.f(${list}) returns int language sql as $$ select 1 $$`,
  );

describe("tokens", () => {
  it.each([
    ["a doubled quote", "'it''s; one'"],
    ["a backslash in an escape string", String.raw`E'it\'s; one'`],
    ["a quoted name", '"a; ""b"""'],
    ["a dollar-quoted body with another inside", "$outer$ select $$ ; $$ $outer$"],
    ["a comment to the end of the line", "-- it's; one"],
    ["comments inside a comment", "/* one /* two; */ it's */"],
  ])("keep together %s", (_, text) => {
    expect(tokenize(`${text}\n;`).map((token) => token.text)).toEqual([text, "\n", ";"]);
  });

  it("give back the text they were cut from", () => {
    const sql = "select 1.5::numeric, $1, a[1] /* c */ from \"T\" where b = 'x' -- d\n";
    expect(
      tokenize(sql)
        .map((token) => token.text)
        .join(""),
    ).toBe(sql);
  });

  it("know what stands inside a body", () => {
    expect(tokenize("$x$ select $$;$$ $x$").map(contentOfBody)).toEqual([" select $$;$$ "]);
  });

  it.each(["select 'open", "$$ open", "/* open /* */"])("refuse what is never closed: %s", (sql) => {
    expect(() => tokenize(sql)).toThrow(BuildError);
  });
});

describe("the header of a function", () => {
  it("has the types that tell it apart, without names, modes, defaults and results", () => {
    const { signature } = withArguments(
      "view dashboard_refresh.views, variadic ids integer[], inout n numeric(3, 2), out answer text",
    );
    expect(signature).toBe("dashboard_refresh.f(dashboard_refresh.views, integer[], numeric(3, 2))");
  });

  it("keeps a type of several words", () => {
    expect(withArguments("at timestamp with time zone default now()").signature).toBe(
      "dashboard_refresh.f(timestamp with time zone)",
    );
  });

  it.each([
    ["commas in a string", "a text default 'x, y', b text", ["text", "text"]],
    ["quotes in a string", "a text default 'it''s, so', b int", ["text", "int"]],
    ["commas in a call", "a text default coalesce(b, 'c'), d int", ["text", "int"]],
    ["commas in an array", "a int[] default array[1, 2], d int", ["int[]", "int"]],
    ["a default with =", "a jsonb = '{}', d int", ["jsonb", "int"]],
    ["a dollar-quoted default", "a text default $x$, $x$, d int", ["text", "int"]],
    ["a quoted name", '"concurrently" text default null', ["text"]],
    ["a comment", "a text, -- of, it\n d int", ["text", "int"]],
    ["no argument", "", []],
  ])("is split into arguments with %s", (_, list, types) => {
    expect(withArguments(list).signature).toBe(`dashboard_refresh.f(${types.join(", ")})`);
  });

  it("is the same however it is laid out", () => {
    const flat = routineOf(
      "create or replace function dashboard_refresh.f(a text default 'A, b') returns setof text language sql as $$ $$",
    );
    const tall = routineOf(
      "create or replace FUNCTION dashboard_refresh.f (\n  a text  DEFAULT 'A, b'\n)\nreturns setof text\nstable\nas $$ $$",
    );
    expect(tall.header).toBe(flat.header);
  });

  it.each([
    ["another name", "b text default 'x'", "returns int"],
    ["another default", "a text default 'X'", "returns int"],
    ["no default", "a text", "returns int"],
    ["another type", "a varchar default 'x'", "returns int"],
    ["another result", "a text default 'x'", "returns table (n int)"],
  ])("differs with %s", (_, list, result) => {
    const header = (args: string, returns: string) =>
      routineOf(`create or replace function dashboard_refresh.f(${args}) ${returns} language sql as $$ $$`)
        .header;
    expect(header(list, result)).not.toBe(header("a text default 'x'", "returns int"));
  });

  it("ends where the attributes begin", () => {
    const { header } = routineOf(
      "create or replace function dashboard_refresh.f() returns table (language text, rows int) language sql as $$ $$",
    );
    expect(header).toBe("function dashboard_refresh.f() returns table(language text, rows int)");
  });

  it.each([
    ["an argument without a name", withArguments.bind(null, "text")],
    ["no schema", () => routineOf("create or replace function f() returns int language sql as $$ $$")],
    ["another schema", () => routineOf("create or replace function x.f() returns int language sql as $$ $$")],
    [
      "a parsed body",
      () => routineOf("create or replace function dashboard_refresh.f() returns int return 1"),
    ],
  ])("is refused with %s", (_, parse) => {
    expect(parse).toThrow(BuildError);
  });
});

describe("statements", () => {
  it("end at semicolons that stand in no body, string or comment", () => {
    const sql = "/* a; */ comment on schema s is 'b;';\n-- c;\ndo $$ begin; end $$;\n-- the end";
    expect(parseStatements(sql).map(({ kind }) => kind)).toEqual(["comment", "definition"]);
  });

  it.each([
    ["create function dashboard_refresh.f() returns int language sql as $$ $$;", /create or replace/],
    ["grant select on x to y;", /privileges are generated/],
    ["revoke all on x from y;", /privileges are generated/],
    ["drop table x;", /does not know/],
    ["create or replace trigger x before insert on y execute function z();", /does not know/],
    ["select 1", /no semicolon/],
    [
      "create or replace function dashboard_refresh.f() returns int begin atomic; select 1; end;",
      /body as a string/,
    ],
  ])("are refused unless it is known what an upgrade does with them: %s", (sql, message) => {
    expect(() => parseStatements(sql)).toThrow(message);
  });

  it("that make tables or types stand in the first room", () => {
    expect(() => parseSource("status/x.sql", "create table dashboard_refresh.x ();")).toThrow(/schema\//);
    expect(() => parseSource("schema/x.sql", "create table dashboard_refresh.x ();")).not.toThrow();
  });
});

describe("a build", () => {
  let rootDir: string;
  const dir = "supabase/schemas/dashboard_refresh";
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(rootDir, file)), { recursive: true });
    writeFileSync(path.join(rootDir, file), text);
  };
  const wrapper = (list = "") =>
    `create or replace function public.call_it(${list}) returns int language sql as $$ select 1 $$;`;
  const helper =
    "create or replace function dashboard_refresh._help() returns int language sql as $$ select 1 $$;";

  /** 0.2.0, unreleased, after a release 0.1.0 of the given sources. */
  const upgradeFrom = (older: Record<string, string>) => {
    const text = buildInstall(
      "0.1.0",
      Object.entries(older).map(([file, sql]) => parseSource(file, sql)),
    );
    write("supabase/migrations/20260101000000_refresh_dashboard_0.1.0.sql", text);
    write("package.json", '{"version": "0.2.0"}');
    write(
      `${dir}/releases.json`,
      JSON.stringify([
        { version: "0.1.0", stamp: "20260101000000", sha256: sha256Of(text) },
        { version: "0.2.0", stamp: "20260201000000", sha256: null },
      ]),
    );
  };

  beforeEach(() => {
    rootDir = mkdtempSync(path.join(tmpdir(), "build-test-"));
    write("package.json", '{"version": "0.1.0"}');
    write(`${dir}/releases.json`, '[{"version": "0.1.0", "stamp": "20260101000000", "sha256": null}]');
    write(`${dir}/build_order.txt`, "# rooms\nstatus/help.sql\napi/wrappers.sql # last\n");
    write(`${dir}/status/help.sql`, helper);
    write(`${dir}/api/wrappers.sql`, wrapper("a text default 'x'"));
  });
  afterEach(() => rmSync(rootDir, { recursive: true, force: true }));

  it("of the first version is a full install, for the migrations and for dist/database/", () => {
    const [migration, version, install, uninstall, releases] = build(rootDir);
    expect(migration).toMatchObject({
      path: "supabase/migrations/20260101000000_refresh_dashboard_0.1.0.sql",
      isCheckedIn: true,
    });
    expect(version?.text).toContain('export const VERSION = "0.1.0";');
    expect(install).toEqual({
      path: "dist/database/install.sql",
      text: migration?.text,
      isCheckedIn: false,
    });
    expect(JSON.parse(String(releases?.text))).toEqual({
      version: "0.1.0",
      install: { file: "install.sql", sha256: sha256Of(String(install?.text)) },
      uninstall: {
        file: "uninstall.sql",
        sha256: sha256Of(String(uninstall?.text)),
        jobs_line: "v_jobs constant text := 'remove';",
        jobs: ["remove", "keep", "restore"],
      },
      upgrades: [],
    });
    // The command line puts another word in its place.
    expect(uninstall?.text.split("v_jobs constant text := 'remove';")).toHaveLength(2);
  });

  it("is read back with every function, the file of its source beside it", () => {
    const [migration] = build(rootDir);
    expect(
      readRelease(String(migration?.text)).routines.map(({ path: file, header }) => [file, header]),
    ).toEqual([
      ["status/help.sql", "function dashboard_refresh._help() returns int"],
      ["api/wrappers.sql", "function public.call_it(a text default 'x') returns int"],
    ]);
  });

  it("refuses a source that build_order.txt does not list, lists twice, or lists though it is not there", () => {
    write(`${dir}/tick/tick.sql`, helper);
    write(`${dir}/build_order.txt`, "status/help.sql\nstatus/help.sql\napi/wrappers.sql\ndrift/drift.sql\n");
    expect(() => build(rootDir)).toThrow(
      "status/help.sql is listed twice in build_order.txt\n" +
        "tick/tick.sql is missing from build_order.txt\n" +
        "build_order.txt names drift/drift.sql, which is not there",
    );
  });

  it("refuses a version in package.json that is not the newest in the list of releases", () => {
    write("package.json", '{"version": "0.2.0"}');
    expect(() => build(rootDir)).toThrow(/package.json has version 0.2.0/);
  });

  it("refuses a frozen migration that was edited, and names it", () => {
    upgradeFrom({ "status/help.sql": helper, "api/wrappers.sql": wrapper("a text default 'x'") });
    write("supabase/migrations/20260101000000_refresh_dashboard_0.1.0.sql", "-- edited");
    expect(() => build(rootDir)).toThrow(
      /20260101000000_refresh_dashboard_0.1.0.sql is not what was released/,
    );
  });

  it("refuses sources that have changed since the newest version was released", () => {
    const [migration] = build(rootDir);
    write(String(migration?.path), String(migration?.text));
    write(
      `${dir}/releases.json`,
      JSON.stringify([
        { version: "0.1.0", stamp: "20260101000000", sha256: sha256Of(String(migration?.text)) },
      ]),
    );
    expect(build(rootDir)[0]).toEqual(migration);
    write(`${dir}/status/help.sql`, helper.replace("select 1", "select 2"));
    expect(() => build(rootDir)).toThrow(/changed since 0.1.0 was released/);
  });

  it("refuses a migration and an upgrade of ours that belong to no release", () => {
    write("supabase/migrations/20260301000000_refresh_dashboard_0.3.0.sql", "");
    write(`${dir}/upgrades/0.1.0-0.3.0.sql`, "");
    expect(() => build(rootDir)).toThrow(
      /migrations\/2026.*0\.3\.0\.sql.*\n.*upgrades\/0\.1\.0-0\.3\.0\.sql/,
    );
  });

  it("of a later version is an upgrade: what goes is dropped, and only that", () => {
    upgradeFrom({
      "status/help.sql": helper.replace("_help()", "_help(a int)"),
      "status/old.sql": helper.replace("_help", "_old"),
      "api/wrappers.sql": wrapper("a text default 'x'"),
    });
    const [migration] = build(rootDir);
    expect(migration?.text).toContain("the upgrade from 0.1.0 to 0.2.0");
    expect(build(rootDir).find((file) => file.path === "dist/database/upgrades/0.1.0-0.2.0.sql")?.text).toBe(
      migration?.text,
    );
    const dropped = [...String(migration?.text).matchAll(/to_regprocedure\('(.*?)'\)/g)].map(
      ([, name]) => name,
    );
    expect(dropped).toEqual([
      "dashboard_refresh.version()",
      "dashboard_refresh._help(int)",
      "dashboard_refresh._old()",
    ]);
  });

  it("takes the statements for tables from upgrades/, and refuses cascade in them", () => {
    upgradeFrom({ "status/help.sql": helper, "api/wrappers.sql": wrapper("a text default 'x'") });
    write(`${dir}/upgrades/0.1.0-0.2.0.sql`, "alter table dashboard_refresh.views add column a int;");
    expect(build(rootDir)[0]?.text).toContain("\nalter table dashboard_refresh.views add column a int;\n");
    write(`${dir}/upgrades/0.1.0-0.2.0.sql`, "drop table dashboard_refresh.views cascade;");
    expect(() => build(rootDir)).toThrow(/cascade/);
    // What a foreign key does one day is no drop.
    write(
      `${dir}/upgrades/0.1.0-0.2.0.sql`,
      "create table dashboard_refresh.t (a int references x on delete cascade);",
    );
    expect(() => build(rootDir)).not.toThrow();
  });

  it.each([
    ["is not there any more", "/* none */"],
    ["has another default", wrapper("a text default 'y'")],
    ["has an argument more that callers do not give", wrapper("a text default 'x', b int")],
    ["has an argument more before the others", wrapper("b int default 0, a text default 'x'")],
  ])("refuses to upgrade where a wrapper %s, and says what to do", (_, sql) => {
    upgradeFrom({ "status/help.sql": helper, "api/wrappers.sql": wrapper("a text default 'x'") });
    write(`${dir}/api/wrappers.sql`, sql);
    expect(() => build(rootDir)).toThrow(
      /function public.call_it\(a text default 'x'\) returns int\nwould be gone in 0.2.0.*api\/retired\//,
    );
  });

  it("lets a wrapper have more arguments at its end, with defaults, since callers name theirs", () => {
    upgradeFrom({ "status/help.sql": helper, "api/wrappers.sql": wrapper("a text default 'x'") });
    write(`${dir}/api/wrappers.sql`, wrapper("a text default 'x', b int default 0"));
    expect(build(rootDir)[0]?.text).toContain("to_regprocedure('public.call_it(text)')");
  });

  it("lets a wrapper go that the release before had in api/retired/", () => {
    upgradeFrom({
      "status/help.sql": helper,
      "api/retired/call_it.sql": wrapper(),
      "api/wrappers.sql": wrapper("a text").replace("call_it", "call_that"),
    });
    write(`${dir}/api/wrappers.sql`, wrapper("a text").replace("call_it", "call_that"));
    expect(build(rootDir)[0]?.text).toContain("to_regprocedure('public.call_it()')");
  });
});
