// What the demo asks the database, and the one thing that it changes there.
import type { Sql } from "postgres";
import type { RunRow } from "./describe-run.ts";
import type { Patiently } from "./patience.ts";

export const EJECUTIVO_ID = "d7847ffa-0758-4eb2-a97b-f80e54886531";
export const PROSPECTS = 29;

export type FinishedRun = RunRow & { finished: string };

export interface Database {
  countConversations: () => Promise<number>;
  /** Prospects that the ejecutivo has. */
  countOwned: () => Promise<number>;
  /** Prospects that the view says he has. */
  countShown: () => Promise<number>;
  /** Gives him prospects with one conversation each, so that prospects and rows of the view are the same number. */
  reassignProspects: () => Promise<void>;
  lastRefresh: () => Promise<RunRow | undefined>;
  now: () => Promise<string>;
  runsFinishedAfter: (time: string) => Promise<FinishedRun[]>;
}

export function createDatabase(sql: Sql, patiently: Patiently): Database {
  const ask = <T>(query: () => Promise<T>) => patiently("the database", query);
  const count = (query: () => Promise<[{ count: number }]>) => ask(async () => (await query())[0].count);

  return {
    countConversations: () =>
      count(
        () => sql<[{ count: number }]>`select count(*)::integer as count from public.conversaciones_whatsapp`,
      ),
    countOwned: () =>
      count(
        () => sql<[{ count: number }]>`
          select count(*)::integer as count from public.prospectos where ejecutivo_id = ${EJECUTIVO_ID}`,
      ),
    countShown: () =>
      count(
        () => sql<[{ count: number }]>`
          select count(distinct prospecto_id)::integer as count
          from public.mv_conversaciones_dashboard
          where ejecutivo_id = ${EJECUTIVO_ID}`,
      ),
    reassignProspects: () =>
      ask(async () => {
        await sql`
          update public.prospectos
          set ejecutivo_id = ${EJECUTIVO_ID}
          where prospectos.id in (
            select prospectos.id
            from public.prospectos
            join public.coordinaciones on coordinaciones.id = prospectos.coordinacion_id
            join public.conversaciones_whatsapp on conversaciones_whatsapp.prospecto_id = prospectos.id
            where coordinaciones.nombre = 'BOOM'
            group by prospectos.id
            having count(*) = 1
            order by prospectos.created_at, prospectos.id
            limit ${PROSPECTS}
          )`;
      }),
    lastRefresh: () =>
      ask(async () => {
        const [run] = await sql<RunRow[]>`
          select runs.*
          from dashboard_refresh.runs
          join dashboard_refresh.views on views.id = runs.view_id
          where views.view = 'public.mv_conversaciones_dashboard' and runs.finished_at is not null
          order by runs.started_at desc nulls last
          limit 1`;
        return run;
      }),
    // As text both ways: a Date would lose the microseconds, and the same run would be told again and again.
    now: () =>
      ask(async () => {
        const [row] = await sql<[{ now: string }]>`select clock_timestamp()::text as now`;
        return row.now;
      }),
    runsFinishedAfter: (time) =>
      ask(
        () => sql<FinishedRun[]>`
          select *, finished_at::text as finished
          from dashboard_refresh.runs
          where finished_at > ${time}::text::timestamptz
          order by finished_at`,
      ),
  };
}
