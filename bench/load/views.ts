// The 50 managed views of the load: over shared tables, over each other, on both paths, and one that always fails.
import type { Sql } from "postgres";

const SOURCES = 10;
const ROWS_PER_SOURCE = 200;
/** 29 February: as good as never, so that the benchmark is the clock and yet there is a job, without which nothing cascades. */
const NEVER = "0 0 29 2 *";

export type Path = "edge" | "database";

export interface LoadView {
  name: string;
  path: Path;
  definition: string;
}

const source = (index: number) => `bench.source_${index % SOURCES}`;

/** Each table is read by several views. */
const overTables: LoadView[] = numbers(41).map((index) => ({
  name: `bench.tables_${index}`,
  path: index % 8 === 7 ? "database" : "edge",
  definition: `
    select id, a.amount + b.amount as amount
    from ${source(index)} as a join ${source(index * 3 + 1)} as b using (id)`,
}));

const overViews: LoadView[] = numbers(6).map((index) => ({
  name: `bench.views_${index}`,
  path: "edge",
  definition: `
    select id, a.amount - b.amount as amount
    from bench.tables_${index} as a join bench.tables_${index + 10} as b using (id)`,
}));

/** The last of a chain of three; the watchdog refreshes them. */
const overViewsOfViews: LoadView[] = numbers(2).map((index) => ({
  name: `bench.chain_${index}`,
  path: "database",
  definition: `select id, amount * 2 as amount from bench.views_${index}`,
}));

export const FAILING_VIEW: LoadView = {
  name: "bench.failing",
  path: "edge",
  definition: "select id, 100 / divisor as amount from bench.divisors",
};

/** What is read comes before what reads it. */
export const WELL_VIEWS: readonly LoadView[] = [...overTables, ...overViews, ...overViewsOfViews];
export const LOAD_VIEWS: readonly LoadView[] = [...WELL_VIEWS, FAILING_VIEW];

/** In a schema bench that is there and empty. */
export async function createSources(sql: Sql): Promise<void> {
  for (const index of numbers(SOURCES)) {
    await sql.unsafe(`create table ${source(index)} (id integer primary key, amount integer not null)`);
    await sql.unsafe(
      `insert into ${source(index)} select id, id from generate_series(1, ${ROWS_PER_SOURCE}) as id`,
    );
  }
  await sql.unsafe("create table bench.divisors as select 1 as id, 0 as divisor");
  await sql`select pg_stat_force_next_flush()`;
}

/** Makes the views, manages and refreshes them; the one that fails stays without data. */
export async function manageLoadViews(sql: Sql, views: readonly LoadView[]): Promise<void> {
  for (const view of views) {
    const isFailing = view === FAILING_VIEW;
    await sql.unsafe(
      `create materialized view ${view.name} as ${view.definition} ${isFailing ? "with no data" : ""}`,
    );
    await sql.unsafe(`create unique index on ${view.name} (id)`);
    // The limit keeps the one that fails from being suspended and left alone.
    const settings = { path: "database", max_duty_cycle: 1, failure_limit: isFailing ? 1000 : 5 };
    await sql`select dashboard_refresh.manage(${view.name}, ${NEVER}, ${sql.json(settings)})`;
    // Its first refresh is what tells the engine which views it reads.
    if (!isFailing) await sql`select dashboard_refresh.tick(${view.name})`;
    await sql`select dashboard_refresh.reconfigure(${view.name}, ${sql.json({ path: view.path })})`;
  }
}

/** Changes one table of three, each row in turn and one that comes and goes, and lets the counters tell at once. */
export async function writeToSources(sql: Sql, minute: number): Promise<void> {
  for (const index of numbers(SOURCES)) {
    if ((minute + index) % 3 !== 0) continue;
    await sql.unsafe(`update ${source(index)} set amount = amount + 1 where id % 10 = ${minute % 10}`);
    await sql.unsafe(`delete from ${source(index)} where id > ${ROWS_PER_SOURCE}`);
    await sql.unsafe(`insert into ${source(index)} values (${ROWS_PER_SOURCE + minute}, ${minute})`);
  }
  await sql`select pg_stat_force_next_flush()`;
}

/** What the view that fails stumbles over; its next refresh succeeds. */
export async function mendFailingView(sql: Sql): Promise<void> {
  await sql`update bench.divisors set divisor = 1`;
  await sql`select pg_stat_force_next_flush()`;
}

/** Rows that the views show and should not, or should and do not. */
export async function countDrift(sql: Sql, views: readonly LoadView[]): Promise<number> {
  let rows = 0;
  for (const { name } of views) {
    const [drift] = await sql<[{ rows: number; complete: boolean }]>`
      select
        (found ->> 'missing')::integer + (found ->> 'extra')::integer + (found ->> 'different')::integer as rows,
        (found ->> 'complete')::boolean as complete
      from dashboard_refresh.drift(${name}) as found`;
    if (!drift.complete) throw new Error(`the drift of ${name} was cut short`);
    rows += drift.rows;
  }
  return rows;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
