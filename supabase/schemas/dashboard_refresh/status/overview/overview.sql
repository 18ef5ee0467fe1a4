/* All managed views on one page, the worst first. */

create or replace function dashboard_refresh._overview_rows(
  max_runs integer,
  scheduler dashboard_refresh.scheduler,
  is_read_only boolean,
  at timestamptz
)
returns table (rank integer, lateness numeric, name text, is_suspended boolean, is_refreshing boolean, shown json)
language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select
    dashboard_refresh._overview_rank(judged.freshness, judged.is_suspended, judged.state, judged.view),
    age.seconds / extract(epoch from (judged.view).max_staleness),
    (judged.view).view,
    judged.is_suspended,
    judged.is_refreshing,
    json_build_object(
      'view', (judged.view).view,
      'state', judged.freshness,
      'paused', not (judged.view).active,
      'pause', dashboard_refresh._pause_json(judged.view),
      'suspended', judged.is_suspended,
      'refreshing', judged.refreshing,
      'data_as_of', judged.data_as_of,
      'verified_at', case when judged.as_of > judged.data_as_of then judged.as_of end,
      'staleness_seconds', age.seconds,
      'promise', json_build_object(
        'max_staleness_seconds', trim_scale(extract(epoch from (judged.view).max_staleness)), 'kept', judged.is_kept
      ),
      'schedule', (judged.view).schedule,
      'time_zone', coalesce((judged.view).time_zone, scheduler.time_zone),
      'next_run_at', judged.next_run_at,
      'consecutive_failures', (judged.state).consecutive_failures,
      'last_run', case when (judged.last_run).id is not null then dashboard_refresh._last_run_json(judged.last_run) end,
      'attention', judged.attention,
      'saved', json_build_object(
        'refreshes', (judged.state).skipped_ticks, 'seconds', round((judged.state).seconds_saved, 1)
      ),
      'revision', (judged.view).revision,
      'runs', case
        when max_runs = 0 then '[]' else dashboard_refresh._last_short_runs((judged.view).id, max_runs)
      end
    )
  from dashboard_refresh._judged_views(scheduler, is_read_only, at) as judged
  cross join lateral (select round(extract(epoch from at - judged.as_of), 1) as seconds) as age;
end;
$$;
comment on function dashboard_refresh._overview_rows(integer, dashboard_refresh.scheduler, boolean, timestamptz) is
  'A row for each managed view: how bad it is (_overview_rank), its staleness as a share of the promise, and what the '
  'overview shows of it. scheduler: see _scheduler.';

create or replace function dashboard_refresh.overview(
  runs integer default 0,
  at timestamptz default clock_timestamp()
)
returns json language plpgsql
-- Volatile, so that statistics are not those of an earlier look. It writes nothing.
set search_path = pg_catalog, pg_temp as $$
declare
  v_scheduler constant dashboard_refresh.scheduler := dashboard_refresh._scheduler(at);
  v_is_read_only constant boolean := dashboard_refresh._why_read_only() is not null;
begin
  if runs is null or runs not between 0 and 30 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('runs = %s is out of range', coalesce(runs::text, 'null')),
      'It is the number of last runs of each view to list.',
      'Ask for 0 to 30 of the last runs.'
    );
  elsif at is null or at not between '1970-01-01 00:00:00+00' and '9999-01-01 00:00:00+00' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('at = %s is out of range', coalesce(at::text, 'null')),
      'It is the time to judge by, now unless another is given.',
      'Give a time between 1970 and 9999.'
    );
  end if;

  return (
    select json_build_object(
      'views', coalesce(json_agg(found.shown order by found.rank, found.lateness desc nulls first, found.name), '[]'),
      'summary', json_build_object(
        'views', count(*),
        'fresh', count(*) filter (where found.shown ->> 'state' = 'fresh'),
        'stale', count(*) filter (where found.shown ->> 'state' = 'stale'),
        'unknown', count(*) filter (where found.shown ->> 'state' = 'unknown'),
        'missing', count(*) filter (where found.shown ->> 'state' = 'missing'),
        'paused', count(*) filter (where found.shown ->> 'paused' = 'true'),
        'suspended', count(*) filter (where found.is_suspended),
        'failing', count(*) filter (where found.shown ->> 'consecutive_failures' <> '0'),
        'promises_broken', count(*) filter (where found.shown #>> '{promise,kept}' = 'false')
      ),
      'scheduler', json_build_object(
        'alive', v_scheduler.is_alive,
        'last_fired_at', v_scheduler.last_fired_at,
        'watchdog_last_at', v_scheduler.watchdog_last_at,
        'time_zone', v_scheduler.time_zone
      ),
      'read_only', v_is_read_only,
      'poll_after_seconds', case when bool_or(found.is_refreshing) then 2 else 10 end,
      'version', dashboard_refresh.version(),
      'now', at
    )
    from dashboard_refresh._overview_rows(overview.runs, v_scheduler, v_is_read_only, at) as found
  );
end;
$$;
comment on function dashboard_refresh.overview(integer, timestamptz) is
  'All managed views in short form, worst first: missing, suspended, unknown, stale, failing, paused, fresh, and within '
  'these the least fresh by its own promise first; how many there are of each; whether pg_cron fires. runs: how many last '
  'runs of each view to add (0-30); at: the time to judge by. Raises invalid_argument.';
