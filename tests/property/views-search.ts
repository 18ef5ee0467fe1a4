// The search for a tick that answers `unchanged` although the view does not show what its query gives.
//
// What a view should show is computed without the product: by the query as PostgreSQL writes it down, with the rights of
// the view's owner, in a new session of the jobs' owner, so under the settings that its login gives.
import fc from "fast-check";
import postgres, { type Sql } from "postgres";
import { env } from "../support/stack.ts";
import { CHANGES, type Changing, ROW_CHANGES, resetSettings } from "./views-changes.ts";
import { chanceOf, type RandomView, randomTables, randomViews } from "./views-queries.ts";
import { createSchema, dropSchema, type Kind, SCHEMA, type Table } from "./views-schema.ts";

export interface Found {
  view: string;
  query: string;
  change: string;
}

export interface Result {
  /** Ticks that answered `unchanged` with drift. */
  found: Found[];
  /** Views that could be skipped after their first refresh. */
  skippable: number;
  /** How often a change altered what a view should show. */
  altered: number;
  /** The same by the kind of the change. */
  alteredBy: Record<string, number>;
  /** Ticks that answered `unchanged`. */
  skipped: number;
  /** Views whose ticks refresh again and again though status says that they can be skipped. */
  restless: Found[];
  /** What else is wrong: a refreshed view with drift. */
  wrong: Found[];
}

export interface Search {
  seed: number;
  views: number;
  rounds: number;
  /** The kinds of changes to make; all of them when left out. */
  kinds?: string[];
  /** Shows columns of this kind alone. */
  only?: Kind;
  /** Ends with the first thing found. */
  isFirstEnough?: boolean;
}

/** A session of its own, with the settings of its login; `of` is a URL. */
async function inSession<T>(of: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(of, {
    max: 1,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: "property views" },
  });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** Runs statements and has them reported. */
const report = (of: string, statements: string) =>
  inSession(of, async (sql) => {
    await sql.unsafe(statements);
    await sql`select pg_stat_force_next_flush()`;
    await sql`select 1`;
  });

interface Rows {
  due: string;
  shown: string;
  query: string;
}

/** Does so with both halves of the views at once: there are two cores. */
async function inHalves<T>(
  names: string[],
  work: (half: string[]) => Promise<Map<string, T>>,
): Promise<Map<string, T>> {
  const middle = Math.ceil(names.length / 2);
  const halves = [names.slice(0, middle), names.slice(middle)].filter((half) => half.length > 0);
  const maps = await Promise.all(halves.map(work));
  return new Map(maps.flatMap((map) => [...map]));
}

const compare = (names: string[]) => inHalves(names, compareHalf);
const tickAll = (names: string[]) => inHalves(names, tickHalf);

/** What each of these views should show, and what it shows, as digests of its rows in any order. */
function compareHalf(names: string[]): Promise<Map<string, Rows>> {
  const digest = (rows: string) =>
    `(select count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from ${rows} as t)`;
  return inSession(env.SUPABASE_DB_URL, async (sql) => {
    const views = await sql.unsafe<{ name: string; owner: string; query: string }[]>(
      `select views.name, pg_get_userbyid(relowner) as owner, rtrim(pg_get_viewdef(oid), ';') as query
       from unnest('{${names.join()}}'::text[]) as views (name) join pg_class on oid = views.name::regclass
       order by owner`,
    );
    const seen = new Map<string, Rows>();
    let role = "";
    for (const { name, owner, query } of views) {
      if (owner !== role) await sql.unsafe(`set role ${owner}`);
      role = owner;
      try {
        const [row] = await sql.unsafe(`select ${digest(`(${query})`)} as due, ${digest(name)} as shown`);
        seen.set(name, { due: row?.due, shown: row?.shown, query });
      } catch (error) {
        throw new Error(`cannot compute ${name} (${query}): ${error}`);
      }
    }
    return seen;
  });
}

/** One tick of each view, in a new session of the jobs' owner: what each answers. */
const tickHalf = (views: string[]): Promise<Map<string, string>> =>
  inSession(env.SUPABASE_DB_URL, async (sql) => {
    const answers = new Map<string, string>();
    for (const view of views) {
      const [row] = await sql.unsafe(`select dashboard_refresh.tick('${view}') as answer`);
      answers.set(view, row?.answer);
    }
    return answers;
  });

/** The views of which status says that ticks can leave them as they are. */
const skippableOf = (views: string[]): Promise<Set<string>> =>
  inSession(env.SUPABASE_DB_URL, async (sql) => {
    const rows = await sql.unsafe(
      `select view from dashboard_refresh.views join dashboard_refresh.view_state on view_state.view_id = views.id
       where view like '${SCHEMA}.%' and untrackable is null`,
    );
    const known = new Set(rows.map(({ view }) => view as string));
    return new Set(views.filter((view) => known.has(view)));
  });

async function create(sql: Sql, views: RandomView[]): Promise<void> {
  for (const { name, query, owner } of views) {
    const view = `${SCHEMA}.${name}`;
    try {
      await sql.unsafe(`create materialized view ${view} as ${query}`);
      if (owner !== "postgres") await sql.unsafe(`alter materialized view ${view} owner to ${owner}`);
    } catch (error) {
      throw new Error(`cannot create ${view} as ${query}: ${error}`);
    }
    await sql`select dashboard_refresh.manage(${view}, settings => ${JSON.stringify({
      path: "database",
      scheduled: false,
      max_duty_cycle: 1,
      max_staleness: "2 hours",
    })}::text::jsonb)`;
  }
}

export async function cleanUp(): Promise<void> {
  await inSession(env.SUPABASE_ADMIN_DB_URL, async (sql) => {
    const [row] = await sql`select current_database() as name`;
    await sql.unsafe(resetSettings(row?.name));
  });
  await inSession(env.SUPABASE_DB_URL, (sql) => sql.unsafe(dropSchema));
}

const narrowed = (tables: Table[], only: Kind): Table[] =>
  tables
    .map((table) => ({ ...table, columns: table.columns.filter(({ kind }) => kind === only) }))
    .filter(({ columns }) => columns.length > 0);

/** Makes random views and changes, from the seed, and looks whether every tick keeps its word. */
export async function search(options: Search): Promise<Result> {
  const [g] = fc.sample(fc.gen(), { seed: options.seed, numRuns: 1 });
  if (!g) throw new Error("no sample");
  const chance = chanceOf(g);
  const tables = randomTables(chance, 8);
  const views = randomViews(chance, options.only ? narrowed(tables, options.only) : tables, options.views);
  const names = views.map(({ name }) => `${SCHEMA}.${name}`);
  await cleanUp();
  await report(env.SUPABASE_DB_URL, createSchema(tables));
  const database = await inSession(env.SUPABASE_DB_URL, async (sql) => {
    await create(sql, views);
    const [row] = await sql`select current_database() as name`;
    return row?.name as string;
  });
  const world: Changing = {
    chance,
    tables,
    views: names,
    renamed: new Map(),
    database,
    counter: 0,
    on: new Set(),
  };
  const result: Result = {
    found: [],
    skippable: 0,
    altered: 0,
    alteredBy: {},
    skipped: 0,
    restless: [],
    wrong: [],
  };
  await tickAll(names);
  await tickAll(names);
  result.skippable = (await skippableOf(names)).size;
  const kinds = options.kinds ?? Object.keys(CHANGES);
  let left: string[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    // Every kind once, in random order, before any comes again.
    if (left.length === 0) left = [...kinds];
    const [kind] = left.splice(chance.below(left.length), 1) as [string];
    await playRound(world, kind, result);
    if (options.isFirstEnough && result.found.length > 0) break;
  }
  return result;
}

async function playRound(world: Changing, kind: string, result: Result): Promise<void> {
  const kinds = world.chance.below(4) === 0 ? [kind, world.chance.pick(ROW_CHANGES)] : [kind];
  const changes: string[] = [];
  for (const each of kinds) {
    const made = CHANGES[each]?.(world) ?? "";
    const { sql, isAdmins } = typeof made === "string" ? { sql: made, isAdmins: false } : made;
    changes.push(`${each}: ${sql.replace(/\s+/g, " ").trim()}`);
    await report(isAdmins ? env.SUPABASE_ADMIN_DB_URL : env.SUPABASE_DB_URL, sql).catch((error) => {
      throw new Error(`cannot change ${changes.at(-1)}: ${error}`);
    });
  }
  const change = changes.join("; then ");

  const before = await compare(world.views);
  const answers = await tickAll(world.views);
  // Of a view that was right and is left alone there is nothing to see.
  const isOpen = (view: string) => {
    const rows = before.get(view);
    return answers.get(view) !== "unchanged" || rows?.due !== rows?.shown;
  };
  const after = await compare(world.views.filter(isOpen));
  const again: string[] = [];
  for (const view of world.views) {
    const answer = answers.get(view);
    const was = before.get(view);
    const is = after.get(view) ?? was;
    const found = { view, query: was?.query ?? "", change: `${change} (tick: ${answer})` };
    // A view that changes by itself is wrong at each look; what is due is then another each time.
    const isRestless = was?.due !== is?.due;
    if (was?.due !== was?.shown && !isRestless) {
      result.altered += 1;
      result.alteredBy[kind] = (result.alteredBy[kind] ?? 0) + 1;
    }
    if (answer === "unchanged") {
      result.skipped += 1;
      if (is?.due !== is?.shown) result.found.push(found);
    } else {
      again.push(view);
      if (is?.due !== is?.shown && !isRestless) result.wrong.push(found);
    }
  }
  if (again.length > 0) await settle(again, change, result);
}

/** What was refreshed is left alone by the tick after, unless status says that it never is. */
async function settle(views: string[], change: string, result: Result): Promise<void> {
  const skippable = await skippableOf(views);
  const answers = await tickAll(views.filter((view) => skippable.has(view)));
  for (const [view, answer] of answers) {
    if (answer !== "unchanged") result.restless.push({ view, query: answer, change });
  }
}
