// The story this project began with: an ejecutivo owns 29 prospects and the dashboard shows 0, until the chain runs.
import type { Sql } from "postgres";
import { pollUntil } from "../index.ts";
import type { Api } from "./api.ts";
import { describeRun, type RunRow } from "./describe-run.ts";

const EJECUTIVO_ID = "d7847ffa-0758-4eb2-a97b-f80e54886531";
const PROSPECTS = 29;
/** A minute to the next firing, the refresh, and room for a slow machine. */
const CHAIN_DEADLINE_MS = 100_000;

interface Stage {
  sql: Sql;
  api: Api;
  say: (line?: string) => void;
}

export async function tellStory({ sql, api, say }: Stage): Promise<void> {
  const [conversations] = await sql<[{ count: number }]>`
    select count(*)::integer as count from public.conversaciones_whatsapp`;
  say();
  say(`${conversations.count.toLocaleString("en")} conversations in the demo.`);

  if ((await countOwned(sql)) === PROSPECTS) {
    say(`Ejecutivo ${EJECUTIVO_ID} has ${PROSPECTS} prospects since an earlier start.`);
    say(`  the view says  ${await countShown(sql)}`);
    return;
  }

  await reassignProspects(sql);
  say(`Reassigned ${PROSPECTS} prospects of coordinación BOOM to ejecutivo ${EJECUTIVO_ID}.`);
  say(`  he owns        ${await countOwned(sql)}`);
  say(`  the view says  ${await countShown(sql)}`);
  say();
  await letTheChainRun({ sql, api, say });
  say(`  the view says  ${await countShown(sql)}`);
}

async function letTheChainRun({ sql, api, say }: Stage): Promise<void> {
  const schedule = (await api.status()).job?.schedule ?? "*/5 * * * *";
  const [since] = await sql<[{ now: Date }]>`select clock_timestamp() as now`;
  await api.setSchedule("* * * * *");
  try {
    const next = (await api.status()).job?.next_run_at;
    say(`The job fires every five minutes; for this demonstration every minute. pg_cron's next: ${next}`);
    let run: RunRow | undefined;
    await pollUntil(
      "a refresh through pg_cron, pg_net, the Edge Function and the RPC",
      async () => {
        [run] = await sql<RunRow[]>`
          select * from dashboard_refresh.runs
          where trigger = 'cron' and requested_at > ${since.now} and status <> 'queued'
          order by requested_at limit 1`;
        return run === undefined ? "the ledger has no finished run of pg_cron's" : undefined;
      },
      { deadlineMs: CHAIN_DEADLINE_MS, everyMs: 200 },
    );
    if (run) say(`  ${describeRun(run)}`);
  } finally {
    await api.setSchedule(schedule);
    say(`The schedule is ${schedule} again.`);
  }
}

/** Prospects with one conversation each, so that prospects and rows of the view are the same number. */
async function reassignProspects(sql: Sql): Promise<void> {
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
      order by prospectos.created_at
      limit ${PROSPECTS}
    )`;
}

async function countOwned(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::integer as count from public.prospectos where ejecutivo_id = ${EJECUTIVO_ID}`;
  return row.count;
}

async function countShown(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(distinct prospecto_id)::integer as count
    from public.mv_conversaciones_dashboard
    where ejecutivo_id = ${EJECUTIVO_ID}`;
  return row.count;
}
