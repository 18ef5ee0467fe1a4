// What is no row of a source: a change in the catalogs that alters what a view shows is seen, and one elsewhere is not.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../support/stack.ts";
import { type Watched, watched } from "./support/watched.ts";

const sql = connect(1);
/** Somebody else, whose statements are committed one by one and reported. */
const somebody = connect(1);

const view = ({ name }: Watched) => `watched.${name}`;

async function tick(kind: Watched): Promise<string> {
  const [row] = await sql`select dashboard_refresh.tick(${view(kind)}) as answer`;
  return row?.answer;
}

async function drift(kind: Watched): Promise<object> {
  const [row] = await sql`select dashboard_refresh.drift(${view(kind)}) as answer`;
  const { missing, extra, different } = row?.answer ?? {};
  return { missing, extra, different };
}

async function report(statements: string): Promise<void> {
  await somebody.unsafe(statements);
  await somebody`select pg_stat_force_next_flush()`;
  await somebody`select 1`;
}

/** What each view's tick answers, by the name of its kind. */
async function ticks(): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const kind of watched) answers[kind.name] = await tick(kind);
  return answers;
}

const everyOne = (answer: string) => Object.fromEntries(watched.map(({ name }) => [name, answer]));

async function removeAll(): Promise<void> {
  await report(`
    set client_min_messages = warning;
    select dashboard_refresh.unmanage(view) from dashboard_refresh.views where schema_name = 'watched';
    drop schema if exists watched cascade;
    drop role if exists watched_member, watched_owner`);
}

beforeAll(async () => {
  await removeAll();
  await report(`
    create schema watched;
    create role watched_owner;
    create role watched_member;
    grant watched_owner to watched_member;
    grant watched_owner, watched_member to postgres;
    grant usage, create on schema watched to watched_owner, watched_member`);
  for (const kind of watched) {
    await report(kind.setup);
    await report(`create materialized view ${view(kind)} as ${kind.query}`);
    await sql`select dashboard_refresh.manage(${view(kind)}, settings => '{"path": "database", "scheduled": false, "max_duty_cycle": 1}')`;
  }
}, 120_000);
afterAll(async () => {
  await removeAll();
  await Promise.all([sql.end(), somebody.end()]);
});

describe("a view that depends on more than the rows of its sources", () => {
  it("is refreshed by its first tick, and left as it is by the next", async () => {
    expect(await ticks()).toEqual(everyOne("succeeded"));
    expect(await ticks()).toEqual(everyOne("unchanged"));
  }, 60_000);

  it("is left as it is when something that it does not use is made, changed or dropped", async () => {
    await report(`
      create type watched.other_mood as enum ('x', 'y');
      alter type watched.other_mood add value 'z';
      create type watched.other_row as (a integer);
      alter type watched.other_row rename attribute a to b;
      create function watched.other() returns integer immutable language sql as 'select 1';
      create or replace function watched.other() returns integer immutable language sql as 'select 2';
      create text search configuration watched.other (copy = pg_catalog.simple);
      create table watched.other_table (id integer);
      alter table watched.other_table enable row level security;
      create view watched.other_view as select id as a from watched.other_table;
      alter view watched.other_view rename column a to b;
      create domain watched.other_domain as integer check (value > 0);
      drop table watched.other_table cascade`);
    expect(await ticks()).toEqual(everyOne("unchanged"));
  }, 60_000);

  it("is refreshed by the tick after the change, and shows what its definition gives", async () => {
    for (const kind of watched) await report(kind.change);
    const before = Object.fromEntries(
      await Promise.all(watched.map(async (kind) => [kind.name, await drift(kind)])),
    );
    // Each change is one that can be seen in the rows, or the test would show nothing.
    const shown = watched.filter(({ isShown }) => isShown).map(({ name }) => name);
    expect(
      shown.filter(
        (name) => JSON.stringify(before[name]) === JSON.stringify({ missing: 0, extra: 0, different: 0 }),
      ),
    ).toEqual([]);

    expect(await ticks()).toEqual(everyOne("succeeded"));
    for (const kind of watched) {
      expect({ [kind.name]: await drift(kind) }).toEqual({
        [kind.name]: { missing: 0, extra: 0, different: 0 },
      });
    }
  }, 60_000);
});

describe("a view that searches text with a configuration that it names and with the default", () => {
  it("is refreshed when the default one, which it does not name, is altered", async () => {
    await report(`
      create text search configuration watched.own (copy = pg_catalog.simple);
      alter role postgres in database postgres set default_text_search_config = 'watched.own';
      create table watched.texts (id integer, body text);
      insert into watched.texts values (1, 'the runners ran')`);
    // The settings are those of a login.
    const later = connect(1);
    try {
      await later`
        create materialized view watched.lexemes as
        select id, to_tsvector(body)::text as own, to_tsvector('english', body)::text as named from watched.texts`;
      await later`select dashboard_refresh.manage('watched.lexemes', settings => '{"path": "database", "scheduled": false, "max_duty_cycle": 1}')`;
      const tickLater = async () =>
        (await later`select dashboard_refresh.tick('watched.lexemes') as answer`)[0]?.answer;
      expect([await tickLater(), await tickLater()]).toEqual(["succeeded", "unchanged"]);
      await report(
        "alter text search configuration watched.own alter mapping for asciiword with english_stem",
      );
      expect(await tickLater()).toBe("succeeded");
      expect((await later`select own from watched.lexemes`)[0]?.own).toContain("runner");
    } finally {
      await later.end();
      await report("alter role postgres in database postgres reset default_text_search_config");
    }
  });
});
