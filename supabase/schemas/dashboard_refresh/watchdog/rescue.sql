/*
Runs in the database what was left there: to make up for lost runs, to retry, for cascades, and for what takes too long
over the API.

Three jobs do this, each in a session of its own, so that a view that takes long does not make the others wait. A job's
command is one transaction. What it has refreshed is seen when it ends, so it goes on only while it expects to be done
within the minute; otherwise the next firing does.
*/

create or replace function dashboard_refresh._note_look(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  perform setval('dashboard_refresh.watchdog_look'::regclass, extract(epoch from at)::bigint);
end;
$$;
comment on function dashboard_refresh._note_look(timestamptz) is
  'A duty of the watchdog: lets the rescue jobs, which fire in the same second, know that all there is to do is queued.';

create or replace function dashboard_refresh._may_be_queued(since timestamptz)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return clock_timestamp() < since + interval '3 seconds'
    -- Where pg_cron runs one job at a time, as before 1.5 in background workers, the watchdog would wait for this.
    and (
      dashboard_refresh._is_cron_at_least(1, 5)
      or not dashboard_refresh._uses_background_workers()
    )
    and (select watchdog_look.last_value from dashboard_refresh.watchdog_look)
      < floor(extract(epoch from date_trunc('minute', since)))
    and dashboard_refresh._views_to_check(since) <> '{}';
end;
$$;
comment on function dashboard_refresh._may_be_queued(timestamptz) is
  'Whether the watchdog of the minute of `since` may still queue something: it has not looked yet, and there is something '
  'to look at. For three seconds at most.';

create or replace function dashboard_refresh._next_rescue(budget interval, tried uuid[])
returns dashboard_refresh.runs language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs;
  v_view dashboard_refresh.views;
begin
  for v_run in
    select runs.*
    from dashboard_refresh.runs
    join dashboard_refresh.views on views.id = runs.view_id
    join dashboard_refresh.view_state on view_state.view_id = runs.view_id
    where runs.status = 'queued'
      and dashboard_refresh._is_left_to_rescue(runs)
      and runs.id <> all (tried)
      and (budget is null or dashboard_refresh._longest_of_late(views) < budget)
    order by view_state.data_as_of nulls first, runs.requested_at
  loop
    -- Another has its turn first. Before the lock, which would last: whoever does that one may go on with this.
    select * into v_view from dashboard_refresh.views where views.id = v_run.view_id;
    -- Unmanaged meanwhile.
    continue when not found;
    continue when (dashboard_refresh._run_before(v_run, v_view)).status = 'queued';
    continue when not dashboard_refresh._try_lock_view(v_run.view_id);

    -- With the lock held, as it is now: another session may have run it since.
    select * into v_run from dashboard_refresh.runs where runs.id = v_run.id;

    if dashboard_refresh._is_left_to_rescue(v_run) then
      return v_run;
    end if;
  end loop;

  return null;
end;
$$;
comment on function dashboard_refresh._next_rescue(interval, uuid[]) is
  'The run, of the stalest view whose lock is free, that is left to the rescue jobs, with that lock taken; null when there '
  'is none. budget: only of a view whose refreshes take less; null: of any. tried: not these.';

create or replace function dashboard_refresh.rescue()
returns integer language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  v_at constant timestamptz := clock_timestamp();
  v_slot integer;
  v_run dashboard_refresh.runs;
  v_outcome json;
  v_tried uuid[] := array[]::uuid[];
  v_refreshed integer := 0;
begin
  if dashboard_refresh._is_read_only() then
    return 0;
  end if;

  loop
    v_run := dashboard_refresh._next_rescue(
      case when cardinality(v_tried) > 0 then v_at + interval '62 seconds' - clock_timestamp() end, v_tried
    );

    if v_run.id is null then
      exit when cardinality(v_tried) > 0 or not dashboard_refresh._may_be_queued(v_at);
      perform pg_sleep(0.05);
      continue;
    end if;

    v_slot := coalesce(v_slot, dashboard_refresh._rescue_slot());
    perform dashboard_refresh._note_rescue(v_slot, v_run.view_id);

    begin
      v_outcome := dashboard_refresh.run(v_run.id);

      -- Cancelled, since it takes longer than it did and keeps back the others. It stays queued and comes first next time.
      if v_outcome #>> '{error,sqlstate}' = '57014' and (
        select count(*) from dashboard_refresh.held_locks where held_locks.kind = 'view' and held_locks.pid = pg_backend_pid()
      ) > 1 then
        raise query_canceled;
      end if;

      perform dashboard_refresh._note_rescue(v_slot, null);
      v_refreshed := v_refreshed + 1;
      -- Who wanted that waits for this transaction.
      exit when v_outcome ->> 'status' = 'cancelled';
    exception
      when query_canceled then
        perform dashboard_refresh._note_rescue(v_slot, null);
        exit;
      when others then
        -- What was noted stays, so that the watchdog's next look ends the run.
        raise warning using
          message = format('the rescue could not run %s: %s', v_run.id, sqlerrm),
          errcode = sqlstate;
        exit;
    end;

    v_tried := v_tried || v_run.id;
  end loop;

  return v_refreshed;
end;
$$;
comment on function dashboard_refresh.rescue() is
  'Every minute, by each of three pg_cron jobs: runs what is left to be run in the database, the stalest view first of '
  'those that nobody is refreshing, and goes on while it expects to be done within the minute. Returns how many runs it '
  'has run. A session that dies leaves a lost run; see _record_died_rescues.';
