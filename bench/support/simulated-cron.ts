// What pg_cron writes beside a job that runs every ten seconds, and what time does to it, without waiting for the time.
import type { Sql } from "postgres";

const HOUR_SECONDS = 3600;

/** Procedures in schema bench: so many ticks, each a transaction, and pg_cron's log of as many, as pg_cron writes it through libpq. */
export async function createSimulatedCron(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create procedure bench.tick(view text, ticks integer) language plpgsql as $$
    declare
      v_said text;
    begin
      for tick in 1 .. ticks loop
        v_said := dashboard_refresh.tick(view);
        if v_said <> 'unchanged' then
          raise exception 'a tick said %', v_said;
        end if;
        commit;
      end loop;
    end;
    $$;

    create procedure bench.log_firing(command text, at timestamptz) language plpgsql as $$
    declare
      v_runid bigint;
    begin
      insert into cron.job_run_details (jobid, database, username, command, status)
      values (1, current_database(), 'postgres', log_firing.command, 'starting')
      returning runid into v_runid;
      commit;
      update cron.job_run_details set status = 'connecting' where runid = v_runid;
      commit;
      update cron.job_run_details set status = 'sending', job_pid = 4711 where runid = v_runid;
      commit;
      update cron.job_run_details set status = 'running', start_time = at where runid = v_runid;
      commit;
      update cron.job_run_details
      set status = 'succeeded', return_message = '1 row', end_time = at + interval '10 milliseconds'
      where runid = v_runid;
      commit;
    end;
    $$;

    create procedure bench.log(view text, ticks integer, first_at timestamptz) language plpgsql as $$
    declare
      v_at timestamptz;
      v_command text;
    begin
      for tick in 0 .. ticks - 1 loop
        v_at := first_at + tick * interval '10 seconds';
        call bench.log_firing(dashboard_refresh._tick_command(view), v_at);
        if tick % 6 = 0 then
          -- The jobs of the watchdog and of the rescues, once a minute.
          for v_command in select command from dashboard_refresh._standing_jobs() loop
            call bench.log_firing(v_command, v_at);
          end loop;
        end if;
      end loop;
    end;
    $$;

    grant usage on schema bench to postgres;
    grant execute on all procedures in schema bench to postgres;`);
}

/** Bytes of WAL that the work has written, in full: with the page images that follow a checkpoint. */
export async function walBytes(sql: Sql, work: () => Promise<unknown>): Promise<number> {
  const position = async () =>
    Number((await sql`select pg_current_wal_insert_lsn() - '0/0' as bytes`)[0]?.bytes ?? Number.NaN);
  const before = await position();
  await work();
  return (await position()) - before;
}

/** The hourly duties at a simulated time: retention by the engine, and vacuum where autovacuum would find it due. */
export async function passHour(sql: Sql, atEpochSeconds: number): Promise<void> {
  const at = new Date((atEpochSeconds + HOUR_SECONDS) * 1000);
  await sql`select dashboard_refresh._delete_expired(${at})`;
  await sql`select pg_stat_force_next_flush()`;
  const [table] = await sql<[{ isDue: boolean }]>`
    select n_dead_tup > 50 + 0.2 * n_live_tup as "isDue" from pg_stat_all_tables
    where relid = 'cron.job_run_details'::regclass`;
  if (table.isDue) await sql`vacuum cron.job_run_details`;
}
