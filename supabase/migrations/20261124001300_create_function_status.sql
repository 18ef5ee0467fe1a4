/*
Purpose: the truth about a view, on one page; its history; one word for all.

Objects: functions _state, _chain_json, status, history, is_fresh.
*/

create function dashboard_refresh._state(view dashboard_refresh.views, as_of timestamptz, at timestamptz)
returns text
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select case
    when (dashboard_refresh._relation(view)).kind is distinct from 'm' then 'missing'
    when as_of is null or not (dashboard_refresh._relation(view)).is_populated then 'unknown'
    when at - as_of > (view).max_staleness then 'stale'
    else 'fresh'
  end;
end;

comment on function dashboard_refresh._state(dashboard_refresh.views, timestamptz, timestamptz) is
  'fresh or stale by the promise max_staleness, given how fresh the view is (_as_of); unknown while no refresh of ours '
  'has succeeded or there is no data to read; missing when there is no such materialized view.';

create function dashboard_refresh._chain_json(run dashboard_refresh.runs, command text)
returns jsonb
language plpgsql
-- Volatile, as _answer is. It writes nothing.
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_answer record;
begin
  select * into v_answer from dashboard_refresh._answer(run.http_request_id);

  return jsonb_build_object(
    'cron', (
      select jsonb_build_object(
        'run_id', fired.runid, 'fired_at', fired.start_time, 'ended_at', fired.end_time, 'status', fired.status
      )
      from (
        -- The log has no index but on runid.
        select * from cron.job_run_details order by job_run_details.runid desc limit 1000
      ) as fired
      where run.trigger = 'cron'
        and case
          when run.cron_run_id is not null then fired.runid = run.cron_run_id
          -- pg_cron runs one instance of a job at a time, and writes the start down just after it.
          else fired.command = _chain_json.command
            and run.requested_at between fired.start_time - interval '1 second'
              and coalesce(fired.end_time, run.requested_at)
        end
      order by fired.runid desc
      limit 1
    ),
    'request', case
      when run.http_request_id is not null then jsonb_build_object(
        'id', run.http_request_id,
        'state', v_answer.state,
        'status_code', v_answer.status_code,
        'error', v_answer.error_message
      )
    end,
    'refresh', case
      when run.served_by is not null then 'served by another run'
      when run.started_at is not null then run.status
      when run.status = 'queued' and dashboard_refresh._is_running(run.id) then 'running'
      when run.status = 'queued' then 'waiting'
      else 'never started'
    end
  );
end;
$$;

comment on function dashboard_refresh._chain_json(dashboard_refresh.runs, text) is
  'How far a run came: pg_cron fired (null where it did not ask, or its log has gone), pg_net sent the request and the '
  'function answered (null where none was sent), the refresh ended. command: that of the view''s job.';

create function dashboard_refresh.status(
  view text default null,
  runs integer default 5,
  at timestamptz default clock_timestamp()
)
returns jsonb
language plpgsql
-- Volatile, for the sake of statistics that are not those of an earlier look. It writes nothing.
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(status.view);
  v_path record;
  v_pid integer := dashboard_refresh._refresher(v_view.id);
  v_as_of timestamptz := dashboard_refresh._as_of(v_view, at);
  v_alerts_missing text := (select _alert_endpoint.missing from dashboard_refresh._alert_endpoint());
  v_staleness numeric := round(extract(epoch from at - v_as_of), 1);
begin
  if runs is null or runs not between 0 and 100 then
    raise exception using
      errcode = 'DR010',
      message = format('runs = %s is out of range', coalesce(runs::text, 'null')),
      detail = 'It is the number of last runs to list.',
      hint = 'Ask for 0 to 100 of the last runs.';
  end if;

  select * into v_path from dashboard_refresh._effective_path(v_view);

  return jsonb_build_object(
    'view', v_view.view,
    'state', dashboard_refresh._state(v_view, v_as_of, at),
    'paused', not v_view.active,
    'suspended', case
      when v_view.suspended_until > at then jsonb_build_object(
        'failures', v_view.consecutive_failures,
        'since', v_view.failing_since,
        'kind', v_view.failure_kind,
        'retry_at', v_view.suspended_until,
        'hint', case v_view.failure_kind
          when 'lasting' then 'Mend what the last run names. The watchdog sees a change of the view, its indexes, owner or '
            'sources and tries at once; a refresh with force, or active set to true, does too.'
          else 'It is tried again at retry_at. To try now, refresh it with force, or set active to true.'
        end
      )
    end,
    'refreshing', (
      select jsonb_build_object(
        'run_id', (
          select running.id
          from dashboard_refresh.runs as running
          where running.view_id = v_view.id and running.status = 'queued' and dashboard_refresh._is_running(running.id)
        ),
        'pid', v_pid,
        'since', pg_stat_activity.xact_start
      )
      from pg_catalog.pg_stat_activity
      where pg_stat_activity.pid = v_pid
    ),
    'data_as_of', v_view.data_as_of,
    'verified_at', case when v_as_of > v_view.data_as_of then v_as_of end,
    'staleness_seconds', v_staleness,
    'promise', jsonb_build_object(
      'max_staleness_seconds', trim_scale(extract(epoch from v_view.max_staleness)),
      'kept', v_staleness is not null and v_staleness <= extract(epoch from v_view.max_staleness)
    ),
    'path', jsonb_build_object('setting', v_view.path, 'effective', v_path.effective, 'reason', v_path.reason),
    'job', (
      select jsonb_build_object(
        'name', job.jobname,
        'id', job.jobid,
        'schedule', job.schedule,
        'active', job.active,
        'next_run_at', case
          when job.active then dashboard_refresh._next_firing_of_job(job.schedule, at)
        end,
        'last_fired_at', (
          select job_run_details.start_time
          from cron.job_run_details
          where job_run_details.jobid = job.jobid
          order by job_run_details.runid desc
          limit 1
        )
      )
      from cron.job
      where job.jobname = v_view.job_name and job.username = current_user
    ),
    'skip', jsonb_build_object(
      'possible', v_view.skip_unchanged and v_view.fingerprint is not null and v_view.unwatchable is null,
      'reason', case
        when not v_view.skip_unchanged then 'the setting skip_unchanged is false'
        when v_view.unwatchable is not null then 'every tick refreshes: ' || v_view.unwatchable
        when v_view.fingerprint is null then 'not known before the first refresh'
        else 'changes of its sources are seen'
      end,
      'sources', (
        select coalesce(jsonb_agg(sources.relation::regclass::text order by sources.relation::regclass::text), '[]')
        from unnest(v_view.sources) as sources (relation)
      )
    ),
    'settings', dashboard_refresh._settings(v_view),
    'last_runs', coalesce(
      (
        select jsonb_agg(
          dashboard_refresh._run_json(last) || jsonb_build_object(
            'chain', dashboard_refresh._chain_json(last, dashboard_refresh._tick_command(v_view.view))
          )
          order by last.requested_at desc, last.id desc
        )
        from (
          select *
          from dashboard_refresh.runs
          where runs.view_id = v_view.id
          order by runs.requested_at desc, runs.id desc
          limit status.runs
        ) as last
      ),
      '[]'
    ),
    'last_24_hours', (
      select jsonb_build_object(
        'runs', count(*),
        'succeeded', count(*) filter (where runs.status = 'succeeded'),
        'failed', count(*) filter (where runs.status = 'failed'),
        'lost', count(*) filter (where runs.status = 'lost'),
        'refreshes', count(runs.started_at),
        'seconds_refreshing', round(coalesce(extract(epoch from sum(runs.finished_at - runs.started_at)), 0), 1),
        'p95_duration_ms', (
          percentile_cont(0.95) within group (order by extract(epoch from runs.finished_at - runs.started_at) * 1000)
          filter (where runs.status = 'succeeded')
        )::numeric(20, 1)
      )
      from dashboard_refresh.runs
      where runs.view_id = v_view.id and runs.requested_at > at - interval '24 hours'
    ),
    'alerts', jsonb_build_object(
      'configured', v_alerts_missing is null,
      'missing', v_alerts_missing,
      'open', to_jsonb(v_view.open_alerts),
      'since', v_view.alerting_since,
      'last', (
        select dashboard_refresh._alert_json(alerts)
        from dashboard_refresh.alerts
        where alerts.view_id = v_view.id
        order by alerts.created_at desc
        limit 1
      )
    ),
    'problems', dashboard_refresh._problems(v_view, at),
    'now', at
  );
end;
$$;

comment on function dashboard_refresh.status(text, integer, timestamptz) is
  'All there is to know about a managed view (null: the only one): state, staleness in seconds against the promise, what '
  'is skipped and why not, job with its next firing, the last `runs` runs (0-100), totals of 24 hours, problems with a hint each. at: the time to '
  'judge by. Raises DR001, DR002, DR010.';

create function dashboard_refresh.history(
  view text default null,
  status text default null,
  before uuid default null,
  max_runs integer default 50
)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(history.view);
  v_before dashboard_refresh.runs;
  v_runs jsonb;
begin
  if status not in ('queued', 'succeeded', 'failed', 'lost') then
    raise exception using
      errcode = 'DR010',
      message = format('%s is no status of a run', status),
      detail = 'A run is queued until it is final.',
      hint = 'Use queued, succeeded, failed or lost.';
  elsif max_runs is null or max_runs not between 1 and 200 then
    raise exception using
      errcode = 'DR010',
      message = format('max_runs = %s is out of range', coalesce(max_runs::text, 'null')),
      detail = 'It is the number of runs on a page.',
      hint = 'Ask for 1 to 200 runs a page.';
  end if;

  select * into v_before from dashboard_refresh.runs where runs.id = history.before and runs.view_id = v_view.id;

  if history.before is not null and not found then
    raise exception using
      errcode = 'DR008',
      message = format('there is no run %s of %s', history.before, v_view.view),
      detail = 'Runs are kept 14 days.',
      hint = 'Give as before the value of next from the page before, or leave it out for the newest.';
  end if;

  select coalesce(jsonb_agg(dashboard_refresh._run_json(page) order by page.requested_at desc, page.id desc), '[]')
  into v_runs
  from (
    select *
    from dashboard_refresh.runs
    where runs.view_id = v_view.id
      and (history.status is null or runs.status = history.status)
      and (history.before is null or (runs.requested_at, runs.id) < (v_before.requested_at, v_before.id))
    order by runs.requested_at desc, runs.id desc
    -- One more than asked for tells whether there is a next page.
    limit max_runs + 1
  ) as page;

  return jsonb_build_object(
    'view', v_view.view,
    'runs', case when jsonb_array_length(v_runs) > max_runs then v_runs - max_runs else v_runs end,
    'next', case when jsonb_array_length(v_runs) > max_runs then v_runs -> (max_runs - 1) -> 'id' end
  );
end;
$$;

comment on function dashboard_refresh.history(text, text, uuid, integer) is
  'A page of a view''s runs, newest first: at most max_runs (1-200), of one status if given, older than the run `before`. '
  'next is the following page''s before, null on the last. Raises DR001, DR002, DR008, DR010.';

create function dashboard_refresh.is_fresh()
returns boolean
language sql
volatile
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(
    bool_and(
      dashboard_refresh._state(views, dashboard_refresh._as_of(views, clock_timestamp()), clock_timestamp()) = 'fresh'
    ),
    false
  )
  from dashboard_refresh.views;
end;

comment on function dashboard_refresh.is_fresh() is
  'True when every managed view exists, has known data and keeps its promise; false when none is managed.';

revoke all on function
  dashboard_refresh._state(dashboard_refresh.views, timestamptz, timestamptz),
  dashboard_refresh._chain_json(dashboard_refresh.runs, text),
  dashboard_refresh.status(text, integer, timestamptz),
  dashboard_refresh.history(text, text, uuid, integer),
  dashboard_refresh.is_fresh()
from public, anon, authenticated, service_role;
