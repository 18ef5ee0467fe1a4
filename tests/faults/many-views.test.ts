// Twenty managed views on one stack, one of which always fails: the others are fresh after every round of ticks and
// never wait for it, and it is suspended with a hint until somebody mends it.
import { describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { fault, type Scene } from "./support/fault.ts";
import { countOverlaps } from "./support/ledger.ts";

const NEIGHBOURS = Array.from({ length: 19 }, (_, index) => `e2e.fault_neighbour_${index + 1}`);
const ROWS = "e2e.fault_neighbour_rows";
const FAILURE_LIMIT = 3;
/** All twenty share two cores; one that waited for the next round would take a minute. */
const LONGEST_SECONDS = 15;

async function createNeighbours({ sql, dropAfterwards }: Scene): Promise<void> {
  await sql.unsafe(`create table ${ROWS} (id integer generated always as identity primary key)`);
  dropAfterwards(`table ${ROWS}`);
  for (const view of NEIGHBOURS) {
    await sql.unsafe(`
      create materialized view ${view} as select id from ${ROWS};
      create unique index on ${view} (id)`);
    await sql`
      select dashboard_refresh.manage(
        ${view}, '0 0 29 2 *', '{"skip_unchanged": false, "max_duty_cycle": 1}'
      )`;
  }
}

/** Something changes, every job fires, and all that comes of it ends. Answers what the failing view's tick said. */
async function playRound({ sql, view }: Scene): Promise<string> {
  await sql.unsafe(`insert into ${ROWS} default values`);
  const all = [...NEIGHBOURS, view.name];
  const outcomes = await sql<{ outcome: string }[]>`
    select dashboard_refresh.tick(view) as outcome
    from unnest(${all}::text[]) with ordinality as views (view, position) order by position`;
  expect(outcomes.slice(0, -1).map((row) => row.outcome)).toEqual(NEIGHBOURS.map(() => "requested"));
  await eventually(
    "the end of all runs",
    () => sql`
      select from dashboard_refresh.runs join dashboard_refresh.views on views.id = view_id
      where status = 'queued' and view = any (${all})`,
    (queued) => queued.length === 0,
    { deadlineMs: 1000 * LONGEST_SECONDS },
  );
  return outcomes.at(-1)?.outcome ?? "";
}

async function expectAllFresh({ sql }: Scene, rounds: number): Promise<void> {
  const statuses = await sql<{ statuses: string[]; longest: number }[]>`
    select
      array_agg(status) as statuses,
      max(extract(epoch from finished_at - requested_at))::double precision as longest
    from dashboard_refresh.runs join dashboard_refresh.views on views.id = view_id
    where view = any (${NEIGHBOURS}) group by view`;
  expect(statuses).toHaveLength(NEIGHBOURS.length);
  for (const view of statuses) {
    expect(view.statuses).toEqual(Array(rounds).fill("succeeded"));
    expect(view.longest).toBeLessThan(LONGEST_SECONDS);
  }
  const drifts = await sql<{ drift: object }[]>`
    select dashboard_refresh.drift(view) as drift from unnest(${NEIGHBOURS}::text[]) as view`;
  for (const { drift } of drifts) {
    expect(drift).toMatchObject({ complete: true, missing: 0, extra: 0, different: 0 });
  }
}

describe("twenty managed views of which one always fails", () => {
  it("leave nineteen fresh and on time, and the one suspended with a hint", () =>
    fault("20 views, one of which always fails", async (scene) => {
      const { sql, view } = scene;
      await sql`select dashboard_refresh.reconfigure(${view.name}, ${sql.json({ failure_limit: FAILURE_LIMIT })})`;
      expect(await scene.tick()).toBe("requested");
      expect(await scene.untilFinal()).toMatchObject({ status: "succeeded" });
      await sql.unsafe(`insert into ${view.name}_pace values (0)`);
      await createNeighbours(scene);
      try {
        for (let round = 1; round <= FAILURE_LIMIT; round += 1) {
          expect(await playRound(scene)).toBe("requested");
          await expectAllFresh(scene, round);
        }
        expect(await playRound(scene)).toBe("suspended");
        await expectAllFresh(scene, FAILURE_LIMIT + 1);
        await scene.watchdogLooksAt("0 seconds");
        expect((await scene.runs()).map((run) => run.status)).toEqual([
          "succeeded",
          ...Array(FAILURE_LIMIT).fill("failed"),
        ]);
        const [row] = await sql`select dashboard_refresh.status(${view.name}) as status`;
        expect(row?.status.suspended).toMatchObject({ failures: FAILURE_LIMIT });
        expect(row?.status.problems).toContainEqual(
          expect.objectContaining({
            code: "last_run_failed",
            hint: expect.stringContaining("unique index"),
          }),
        );

        // Mended, and told so.
        await sql.unsafe(
          `delete from ${view.name}_pace where ctid = (select max(ctid) from ${view.name}_pace)`,
        );
        await view.addRow();
        await sql`select dashboard_refresh.reconfigure(${view.name}, '{"active": true}')`;
        scene.faultEnds();
        expect(await scene.nextTick()).toBe("requested");
        await scene.untilFresh();
        for (const neighbour of NEIGHBOURS) expect(await countOverlaps(sql, neighbour)).toBe(0);
      } finally {
        await sql`
          select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view = any (${NEIGHBOURS})`;
      }
      return "19 fresh after each of 4 rounds";
    }));
});
