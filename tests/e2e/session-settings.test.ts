// A view shows what a new session of the jobs' owner would have been given, whoever refreshes it; and a change of that is
// a change.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { describeNeeding } from "../support/needing.ts";
import { call, connect, connectAsAdmin, env } from "../support/stack.ts";
import { inNewSession, manage, tickAnew, tickIn } from "./support/views.ts";

const describe = describeNeeding("superuser");
const run = promisify(execFile);
const sql = connect();
const admin = connectAsAdmin();
const VIEW = "e2e_settings.shown";
const OTHER = "e2e_settings.other";

/** Where a setting of a login comes from, from the strongest to the weakest, and who may set it there. */
const PLACES = {
  "the role in the database": "role postgres in database postgres",
  "the role": "role postgres",
  "the database": "database postgres",
  "all roles": "role all",
} as const;
type Place = keyof typeof PLACES;

/** What a query shows by a setting, and a value that is not the default. */
const SETTINGS: [setting: string, value: string, query: string, place: Place][] = [
  ["TimeZone", "America/Bogota", "date_trunc('day', happened_at)::date", "the role in the database"],
  ["TimeZone", "America/Bogota", "date_trunc('day', happened_at)::date", "the role"],
  ["TimeZone", "America/Bogota", "date_trunc('day', happened_at)::date", "the database"],
  ["TimeZone", "America/Bogota", "date_trunc('day', happened_at)::date", "all roles"],
  // Written otherwise than PostgreSQL shows it.
  ["TimeZone", "-5", "to_char(happened_at, 'YYYY-MM-DD HH24')", "the role in the database"],
  ["DateStyle", "German, DMY", "day::text", "the database"],
  ["IntervalStyle", "iso_8601", "span::text", "the role"],
  ["default_text_search_config", "pg_catalog.spanish", "to_tsvector(body)", "all roles"],
  ["bytea_output", "escape", "data::text", "the role in the database"],
  ["extra_float_digits", "-5", "amount::text", "the database"],
  ["quote_all_identifiers", "on", "e2e_settings.quoted('a')", "the role in the database"],
  [
    "app.currency",
    "EUR",
    "coalesce(current_setting('app.currency', true), 'none')",
    "the role in the database",
  ],
  ["app.currency", "EUR", "coalesce(current_setting('app.currency', true), 'none')", "the database"],
  ["app.currency", "EUR", "coalesce(current_setting('app.currency', true), 'none')", "all roles"],
];

const set = (place: Place, setting: string, value: string) =>
  // A path is a list, of which each member would be quoted.
  admin.unsafe(
    `alter ${PLACES[place]} set ${setting} to ${setting === "search_path" ? value : `'${value}'`}`,
  );
const reset = (place: Place, setting: string) => admin.unsafe(`alter ${PLACES[place]} reset ${setting}`);
const query = (expression: string) => `select id, ${expression} as value from e2e_settings.rows`;

const create = async (view: string, expression: string, settings = {}) => {
  // In a session that has refreshed nothing, and so sees what every new one sees.
  await inNewSession((session) =>
    session.unsafe(`
      create materialized view ${view} as ${query(expression)};
      create unique index on ${view} (id)`),
  );
  await manage(sql, view, settings);
};
const shown = async (view: string) =>
  (await sql.unsafe(`select value::text from ${view} order by id`)).map(({ value }) => value as string);
/** What the query gives in a session of the jobs' owner that has just begun. */
const right = (expression: string) =>
  inNewSession(async (session) =>
    (await session.unsafe(`select value::text from (${query(expression)}) as rows order by id`)).map(
      ({ value }) => value as string,
    ),
  );
const recorded = async () =>
  (await sql`select * from dashboard_refresh.session_settings order by id desc limit 1`)[0];
const untilUnchanged = (view: string) =>
  eventually(
    "a tick that finds nothing to do",
    () => tickAnew(view),
    (outcome) => outcome === "unchanged",
    { everyMs: 200 },
  );
const refreshInSession = async (view: string) => {
  const [requested] = await sql`select dashboard_refresh.request(${view}, force => true) as id`;
  const [ran] = await sql`select dashboard_refresh.run(${requested?.id}) as run`;
  return ran?.run;
};

const drop = async () => {
  await sql`select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view in (${VIEW}, ${OTHER})`;
  await sql.unsafe("drop schema if exists e2e_settings cascade");
};

beforeAll(async () => {
  await drop();
});
beforeEach(async () => {
  await sql.unsafe(`
    create schema e2e_settings;
    create function e2e_settings.quoted(name text) returns text language sql immutable as 'select quote_ident(name)';
    create table e2e_settings.rows (
      id integer primary key, happened_at timestamptz, day date, span interval, body text, data bytea, amount float8
    );
    insert into e2e_settings.rows
    select number, '2026-01-01 00:00+00'::timestamptz + number * interval '7 hours', date '2026-01-31',
      interval '1 day 2 hours', 'los perros corrían', '\\x0102', number / 7.0
    from generate_series(1, 6) as numbers (number);
    -- What is reported later would be a change.
    select pg_stat_force_next_flush()`);
});
afterEach(async () => {
  for (const [setting, , , place] of SETTINGS) await reset(place, setting);
  await drop();
});
afterAll(async () => {
  await Promise.all([sql.end(), admin.end()]);
});

describe.each(SETTINGS)("%s, when %s is set (%s) for %s,", (setting, value, expression, place) => {
  // REFRESH CONCURRENTLY itself fails where all identifiers are quoted.
  const settings = { concurrently: setting === "quote_all_identifiers" ? "never" : "auto" };

  it("is a change, and the view shows what a new session sees", async () => {
    await create(VIEW, expression, settings);
    await untilUnchanged(VIEW);
    const before = await right(expression);
    expect(await shown(VIEW)).toEqual(before);

    await set(place, setting, value);
    const after = await right(expression);
    expect(after, "the setting makes a difference").not.toEqual(before);
    expect(await tickAnew(VIEW)).toBe("succeeded");
    expect(await shown(VIEW)).toEqual(after);
    expect(await tickAnew(VIEW)).toBe("unchanged");

    await reset(place, setting);
    expect(await tickAnew(VIEW)).toBe("succeeded");
    expect(await shown(VIEW)).toEqual(before);
    expect(await tickAnew(VIEW)).toBe("unchanged");
  });

  it("is the same for a refresh over HTTP as for one in SQL", async () => {
    await create(VIEW, expression, settings);
    await set(place, setting, value);
    await tickAnew(VIEW);
    const after = await right(expression);
    expect(await shown(VIEW)).toEqual(after);

    await sql.unsafe("update e2e_settings.rows set id = id + 100");
    expect(await call("POST", "/refresh", { body: { view: VIEW } })).toMatchObject({
      status: 200,
      json: { status: "succeeded", path: "edge", rows_inserted: 6 },
    });
    expect(await shown(VIEW)).toEqual(after);
    await sql.unsafe("update e2e_settings.rows set id = id + 100");
    expect(await refreshInSession(VIEW)).toMatchObject({ status: "succeeded" });
    expect(await shown(VIEW)).toEqual(after);
  });
});

describe("search_path", () => {
  const expression = "e2e_settings.greet()";

  it("is what functions in the view are looked up in, and a change of it is a change (before PostgreSQL 17)", async () => {
    const [{ version } = { version: 0 }] =
      await sql`select current_setting('server_version_num')::integer as version`;
    await sql.unsafe(`
      create schema e2e_settings_other;
      create function e2e_settings.word() returns text language sql immutable as $$select 'hello'$$;
      create function e2e_settings_other.word() returns text language sql immutable as $$select 'hola'$$;
      create function e2e_settings.greet() returns text language plpgsql immutable
        ${version >= 170000 ? "set search_path = e2e_settings" : ""} as $$begin return word(); end$$`);
    try {
      await set("the role in the database", "search_path", "e2e_settings");
      await inNewSession((session) =>
        session.unsafe(`create materialized view ${VIEW} as ${query(expression)}`),
      );
      await manage(sql, VIEW);
      await untilUnchanged(VIEW);
      expect(new Set(await shown(VIEW))).toEqual(new Set(["hello"]));

      await set("the role in the database", "search_path", "e2e_settings_other, public");
      if (version >= 170000) {
        expect(await tickAnew(VIEW)).toBe("unchanged");
      } else {
        expect(await tickAnew(VIEW)).toBe("succeeded");
        expect(new Set(await shown(VIEW))).toEqual(new Set(["hola"]));
        expect((await call("POST", "/refresh", { body: { view: VIEW } })).json).toMatchObject({
          status: "succeeded",
        });
        expect(new Set(await shown(VIEW))).toEqual(new Set(["hola"]));
      }
    } finally {
      await reset("the role in the database", "search_path");
      await sql.unsafe("drop schema e2e_settings_other cascade");
    }
  });
});

describe("what a session has made of its settings changes nothing that is recorded:", () => {
  const expression = "date_trunc('day', happened_at)::date";

  beforeEach(async () => {
    await create(VIEW, expression);
    await untilUnchanged(VIEW);
  });

  it.each([
    ["it has set one", (tick: string) => `set timezone = 'Asia/Tokyo'; ${tick}`],
    [
      "it has set one for its transaction",
      (tick: string) => `begin; set local timezone = 'Asia/Tokyo'; ${tick}; commit`,
    ],
    ["it has set its search_path", (tick: string) => `set search_path = 'e2e_settings'; ${tick}`],
    ["it has set one to the empty string", (tick: string) => `set app.currency = ''; ${tick}`],
  ])("%s", async (_what, statements) => {
    const before = await recorded();
    await inNewSession((session) => session.unsafe(statements(`select dashboard_refresh.tick('${VIEW}')`)));
    expect(await recorded()).toEqual(before);
    expect(await shown(VIEW)).toEqual(await right(expression));
  });

  it.each([
    ["PGTZ", { PGTZ: "Asia/Tokyo" }, ""],
    ["PGDATESTYLE", { PGDATESTYLE: "German" }, ""],
    [
      "PGOPTIONS",
      { PGOPTIONS: "-c timezone=Asia/Tokyo -c search_path=e2e_settings -c app.currency=JPY" },
      "",
    ],
    ["PGTZ, and sets another", { PGTZ: "Asia/Tokyo" }, "set timezone = 'Europe/Paris'"],
    ["PGAPPNAME", { PGAPPNAME: "a script" }, ""],
  ])("its client passes %s", async (_what, variables, statement) => {
    const before = await recorded();
    const { stdout } = await run(
      "psql",
      [
        "-XAtq",
        ...(statement ? ["-c", statement] : []),
        "-c",
        `select dashboard_refresh.tick('${VIEW}')`,
        env.SUPABASE_DB_URL,
      ],
      { env: { ...process.env, ...variables } },
    );
    expect(stdout.trim()).toBe("unchanged");
    expect(await recorded()).toEqual(before);
    // And what it refreshes, it refreshes as everybody does.
    await run(
      "psql",
      [
        "-XAtq",
        "-c",
        `select dashboard_refresh.run(dashboard_refresh.request('${VIEW}'))`,
        env.SUPABASE_DB_URL,
      ],
      {
        env: { ...process.env, ...variables },
      },
    );
    expect(await shown(VIEW)).toEqual(await right(expression));
  });

  it("it began before the last change that was recorded", async () => {
    await inNewSession(async (older) => {
      await tickIn(older, VIEW);
      await set("the role in the database", "TimeZone", "America/Bogota");
      expect(await tickAnew(VIEW)).toBe("succeeded");
      const after = await recorded();
      expect(await tickIn(older, VIEW)).toBe("unchanged");
      expect(await recorded()).toEqual(after);
    });
  });

  it("it is a superuser's, or belongs to another role", async () => {
    await admin.unsafe("alter role supabase_admin in database postgres set timezone to 'Asia/Tokyo'");
    try {
      const before = await recorded();
      const session = connectAsAdmin();
      await session`select dashboard_refresh.tick(${VIEW})`;
      await session.unsafe(
        `set session authorization postgres; select dashboard_refresh.tick('${VIEW}'); reset session authorization`,
      );
      await session.end();
      expect(await recorded()).toEqual(before);
    } finally {
      await admin.unsafe("alter role supabase_admin in database postgres reset timezone");
    }
  });
});

describe("a session that refreshes", () => {
  it.each([
    ["succeeds", "amount::text", "succeeded"],
    ["fails", "(1 / (amount - amount)::integer)::text", "failed"],
  ])("has its own settings back when that %s", async (_what, expression, outcome) => {
    await sql.unsafe(`create materialized view ${VIEW} as ${query(expression)} with no data`);
    await manage(sql, VIEW);
    const read = `select current_setting('TimeZone') as zone, current_setting('search_path') as path,
      current_setting('extra_float_digits') as digits, current_setting('request.jwt.claims') as claims,
      current_setting('lock_timeout') as timeout`;
    await inNewSession(async (session) => {
      await session.begin(async (transaction) => {
        await transaction.unsafe(`
          set local timezone = 'Asia/Tokyo'; set local search_path = 'e2e_settings'; set local extra_float_digits = -3;
          set local lock_timeout = '7s'; select set_config('request.jwt.claims', '{"sub": "me"}', true)`);
        const before = await transaction.unsafe(read);
        const [row] = await transaction`
          select dashboard_refresh.run(dashboard_refresh.request(${VIEW}))::jsonb ->> 'status' as status`;
        expect(row?.status).toBe(outcome);
        expect(await transaction.unsafe(read)).toEqual(before);
      });
    });
  });

  it("is asked by nobody, as far as the view can see", async () => {
    const expression = `coalesce(current_setting('request.jwt.claims', true)::json ->> 'role', 'nobody') || ' '
      || coalesce(nullif(current_setting('request.jwt.claim.role', true), ''), 'nobody') || ' '
      || coalesce(current_setting('request.headers', true)::json ->> 'user-agent', 'nothing') || ' '
      || coalesce(nullif(current_setting('request.method', true), ''), 'nothing')`;
    await create(VIEW, expression);
    expect((await call("POST", "/refresh", { body: { view: VIEW } })).json).toMatchObject({
      path: "edge",
      status: "succeeded",
    });
    expect(new Set(await shown(VIEW))).toEqual(new Set(["nobody nobody nothing nothing"]));
    expect(await refreshInSession(VIEW)).toMatchObject({
      status: "succeeded",
      rows_inserted: 0,
      rows_deleted: 0,
    });
    expect(new Set(await shown(VIEW))).toEqual(new Set(["nobody nobody nothing nothing"]));
  });

  it("holds up no other view while its change of the settings is not committed", async () => {
    const expression = "date_trunc('day', happened_at)::date";
    await create(VIEW, expression);
    await create(OTHER, expression);
    await untilUnchanged(VIEW);
    await untilUnchanged(OTHER);
    await set("the role in the database", "TimeZone", "America/Bogota");
    await inNewSession((session) =>
      session.begin(async (transaction) => {
        const [row] = await transaction`select dashboard_refresh.tick(${VIEW}) as outcome`;
        expect(row?.outcome).toBe("succeeded");
        expect(await tickAnew(OTHER)).toBe("succeeded");
        expect(await shown(OTHER)).toEqual(await right(expression));
      }),
    );
    expect(await shown(VIEW)).toEqual(await right(expression));
    expect(await tickAnew(VIEW)).toBe("unchanged");
    expect(await tickAnew(OTHER)).toBe("unchanged");
  });
});

describe("a setting that only one view reads", () => {
  it("is a change for that view alone", async () => {
    await create(VIEW, "current_setting('app.currency', true)");
    await create(OTHER, "amount::text");
    await untilUnchanged(VIEW);
    await untilUnchanged(OTHER);
    await set("the role in the database", "app.currency", "EUR");
    expect(await tickAnew(OTHER)).toBe("unchanged");
    expect(await tickAnew(VIEW)).toBe("succeeded");
    expect(new Set(await shown(VIEW))).toEqual(new Set(["EUR"]));
    const [other] =
      await sql`select dashboard_refresh.status(${OTHER}) -> 'session_settings' -> 'values' as settings`;
    expect(other?.settings).not.toHaveProperty("app.currency");
  });
});

describe("status", () => {
  it("shows the settings, since when and from where; pg_cron's session is the one that counts", async () => {
    await create(VIEW, "date_trunc('day', happened_at)::date");
    await set("the role in the database", "TimeZone", "America/Bogota");
    const [{ now } = { now: "" }] = await sql`select clock_timestamp()::text as now`;
    await tickAnew(VIEW);
    const read = async () => (await call("GET", `/status?view=${VIEW}`)).json.session_settings;
    const told = await read();
    expect(told).toMatchObject({
      recorded_in: "session",
      values: { TimeZone: "America/Bogota", DateStyle: "ISO, MDY" },
    });
    expect(Date.parse(told.since)).toBeGreaterThanOrEqual(Date.parse(now));

    await manage(sql, VIEW, { scheduled: true, schedule: "* * * * *" });
    const after = await eventually(
      "a tick of pg_cron",
      read,
      ({ recorded_in }) => recorded_in === "pg_cron",
      {
        deadlineMs: 100_000,
      },
    );
    expect(after).toEqual({ ...told, recorded_in: "pg_cron" });
  });
});
