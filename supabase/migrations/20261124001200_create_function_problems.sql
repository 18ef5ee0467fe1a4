/*
Purpose: what keeps a view from being fresh, or soon will, each with what to do about it.

Objects: functions _problem, _suggest_schedule, _problems.
*/

create function dashboard_refresh._problem(code text, message text, hint text)
returns jsonb
language sql
immutable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select jsonb_build_object('code', code, 'message', message, 'hint', hint);
end;

comment on function dashboard_refresh._problem(text, text, text) is 'One entry of the problems in status.';

create function dashboard_refresh._suggest_schedule(longest interval)
returns text
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select candidates.schedule
  from (
    values
      (interval '30 minutes', '*/30 * * * *'),
      (interval '15 minutes', '*/15 * * * *'),
      (interval '10 minutes', '*/10 * * * *'),
      (interval '5 minutes', '*/5 * * * *'),
      (interval '2 minutes', '*/2 * * * *'),
      (interval '1 minute', '* * * * *'),
      (interval '30 seconds', '30 seconds'),
      (interval '10 seconds', '10 seconds'),
      (interval '5 seconds', '5 seconds')
  ) as candidates (every, schedule)
  where candidates.every < longest
    and (
      candidates.every >= interval '1 minute'
      or (
        select regexp_match(pg_extension.extversion, '^(\d+)\.(\d+)')::integer[] >= array[1, 5]
        from pg_catalog.pg_extension
        where pg_extension.extname = 'pg_cron'
      )
    )
  order by candidates.every desc
  limit 1;
end;

comment on function dashboard_refresh._suggest_schedule(interval) is
  'The calmest schedule that fires more often than once in `longest` on this server''s pg_cron; null when there is none.';

create function dashboard_refresh._problems(view dashboard_refresh.views, at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_relation dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
  v_endpoint record;
  v_job record;
  v_watch record;
  v_holder record;
  v_alert dashboard_refresh.alerts;
  v_alert_endpoint record;
  v_last_run dashboard_refresh.runs;
  v_others text;
  v_first_firing timestamptz := dashboard_refresh._next_firing(view.schedule, at);
  v_interval interval := dashboard_refresh._next_firing(view.schedule, v_first_firing) - v_first_firing;
  v_p95 interval := (
    select percentile_cont(0.95) within group (order by runs.finished_at - runs.started_at)
    from dashboard_refresh.runs
    where runs.view_id = view.id and runs.status = 'succeeded' and runs.requested_at > at - interval '24 hours'
  );
  v_problems jsonb[] := array[]::jsonb[];
begin
  -- The view.
  if v_relation.oid is null then
    v_problems := v_problems || dashboard_refresh._problem(
      'view_missing',
      format('The materialized view %s does not exist.', view.view),
      'Create it; the next tick refreshes it. Or stop managing it with unmanage().'
    );
  elsif v_relation.kind <> 'm' then
    v_problems := v_problems || dashboard_refresh._problem(
      'not_a_materialized_view',
      format('%s is not a materialized view.', view.view),
      'Drop or rename what has its name, and create the materialized view.'
    );
  else
    if not v_relation.may_refresh then
      v_problems := v_problems || dashboard_refresh._problem(
        'not_owner',
        format('%s belongs to %s, and %s may not refresh it.', view.view, v_relation.owner, current_user),
        format('alter materialized view %s owner to %I;', view.view, current_user)
      );
    end if;

    if not v_relation.is_populated then
      v_problems := v_problems || dashboard_refresh._problem(
        'not_populated',
        format('%s has no data yet, and reading it is an error.', view.view),
        case when view."concurrently" = 'always'
          then 'Refresh it once by hand or set concurrently to auto: a concurrent refresh needs data to start from.'
          else 'The next refresh fills it.'
        end
      );
    end if;

    if not v_relation.has_unique_index and view."concurrently" <> 'never' then
      v_problems := v_problems || dashboard_refresh._problem(
        'no_unique_index',
        case when view."concurrently" = 'always'
          then format('%s has no unique index that a concurrent refresh can use, so every refresh fails.', view.view)
          else format('%s has no unique index that a concurrent refresh can use, so readers wait while it is refreshed.',
            view.view)
        end,
        'Create a unique index on plain columns, without a condition.'
      );
    end if;
  end if;

  -- The job.
  select job.jobid, job.schedule, job.active, job.command
  into v_job
  from cron.job
  where job.jobname = view.job_name and job.username = current_user;

  if view.scheduled and v_job.jobid is null then
    v_problems := v_problems || dashboard_refresh._problem(
      'job_missing',
      format('The cron job %s is gone, so nothing refreshes the view.', view.job_name),
      'Bring it back by setting scheduled to true.'
    );
  elsif v_job.jobid is not null
    and (v_job.schedule, v_job.active, v_job.command)
      is distinct from (view.schedule, view.active, dashboard_refresh._tick_command(view.view))
  then
    v_problems := v_problems || dashboard_refresh._problem(
      'job_altered',
      format('The cron job %s was changed by hand: it is %s on %s.', view.job_name,
        case when v_job.active then 'active' else 'paused' end, v_job.schedule),
      'Set schedule or active through reconfigure, which writes the whole job anew.'
    );
  end if;

  if not exists (select from cron.job where job.command = 'call dashboard_refresh.watchdog()' and job.active) then
    v_problems := v_problems || dashboard_refresh._problem(
      'watchdog_missing',
      'The cron job refresh-dashboard-watchdog is gone or paused, so lost runs stay unnoticed.',
      $hint$select cron.schedule('refresh-dashboard-watchdog', '* * * * *', 'call dashboard_refresh.watchdog()');$hint$
    );
  end if;

  select job_run_details.status, job_run_details.return_message, job_run_details.start_time
  into v_watch
  from cron.job_run_details
  where job_run_details.command = 'call dashboard_refresh.watchdog()'
  order by job_run_details.runid desc
  limit 1;

  if v_watch.status = 'failed' then
    v_problems := v_problems || dashboard_refresh._problem(
      'watchdog_failing',
      format('The watchdog''s last run failed: %s', coalesce(v_watch.return_message, 'pg_cron gives no reason')),
      'See the server''s log at that time; lost runs stay unnoticed until it runs again.'
    );
  -- It fires every minute; three without are no coincidence. A server that has just started gets its time.
  elsif greatest(v_watch.start_time, pg_postmaster_start_time()) < at - interval '3 minutes' then
    v_problems := v_problems || dashboard_refresh._problem(
      'cron_stalled',
      format('pg_cron has fired nothing of ours since %s.', date_trunc('second', v_watch.start_time)),
      'See whether the pg_cron launcher runs (pg_stat_activity) and whether a long job keeps it busy.'
    );
  end if;

  if view.ticks_missed_since is not null then
    v_problems := v_problems || dashboard_refresh._problem(
      'ticks_missing',
      format('pg_cron has not fired the job since %s; the watchdog refreshes the view in its place.',
        date_trunc('second', view.ticks_missed_since)),
      'See whether the job is there, active and unchanged; to write it anew, set active to true.'
    );
  end if;

  v_problems := v_problems || array(
    select dashboard_refresh._problem(
      'watchdog_duty_failing',
      format('A duty of the watchdog, %s, fails since %s: %s', watchdog_failures.duty,
        date_trunc('second', watchdog_failures.since), watchdog_failures.error_message),
      'Its other duties go on. See the server''s log at that time.'
    )
    from dashboard_refresh.watchdog_failures
    -- The duties for one view bear its name; those of another are its own problem.
    where watchdog_failures.duty = view.view or watchdog_failures.duty like '\_%'
    order by watchdog_failures.duty
  );

  if not coalesce(current_setting('cron.log_run', true)::boolean, true) then
    v_problems := v_problems || dashboard_refresh._problem(
      'cron_log_off',
      'pg_cron keeps no log (cron.log_run), so ticks that fail or never come go unnoticed.',
      'Set cron.log_run to on.'
    );
  end if;

  select string_agg(coalesce(job.jobname, job.jobid::text), ', ' order by job.jobid)
  into v_others
  from cron.job
  where job.active
    and job.jobid is distinct from v_job.jobid
    and job.command ~* '\mrefresh\s+materialized\s+view\M'
    and job.command ~ ('\m' || regexp_replace(view.view_name, '([^[:alnum:]_])', '\\\1', 'g') || '\M');

  if v_others is not null then
    v_problems := v_problems || dashboard_refresh._problem(
      'other_job',
      format('Other cron jobs refresh the view too: %s.', v_others),
      'Unschedule them: their refreshes are neither counted nor kept apart from these.'
    );
  end if;

  -- That mode has no part in the refreshes of the Edge Function, only in those of the database.
  if current_setting('cron.use_background_workers', true)::boolean then
    v_problems := v_problems || dashboard_refresh._problem(
      'cron_is_serial',
      'pg_cron runs one job at a time here (cron.use_background_workers), so a long job delays every tick and the '
      'watchdog.',
      'Set cron.use_background_workers to off, or keep refreshes in the Edge Function.'
    );
  end if;

  -- The way to the function.
  select * into v_endpoint from dashboard_refresh._endpoint();

  if view.path <> 'database' and v_endpoint.missing is not null then
    v_problems := v_problems || dashboard_refresh._problem(
      'no_edge_function',
      format('Refreshes run in the database: %s.', v_endpoint.missing),
      'Put project_url and refresh_dashboard_trigger_secret into Vault, or set path to database if that is meant.'
    );
  end if;

  if view.path = 'edge' and view.max_duration > interval '55 seconds' then
    v_problems := v_problems || dashboard_refresh._problem(
      'max_duration_unreachable',
      format('max_duration is %s, but an API call is cut at 55 s.', view.max_duration),
      'Set path to database for a refresh that takes longer, or max_duration to 55 seconds.'
    );
  end if;

  -- The promise.
  if view.scheduled and view.active and v_interval + coalesce(v_p95, interval '0') >= view.max_staleness then
    v_problems := v_problems || dashboard_refresh._problem(
      'schedule_too_slow',
      format('The job fires every %s and a refresh takes up to %s s, but max_staleness is %s.', v_interval,
        round(extract(epoch from coalesce(v_p95, interval '0'))::numeric, 1), view.max_staleness),
      coalesce(
        format('Set schedule to %s, or raise max_staleness.', dashboard_refresh._suggest_schedule(
          view.max_staleness - coalesce(v_p95, interval '0')
        )),
        'Raise max_staleness: no schedule of this server''s pg_cron is short enough.'
      )
    );
  end if;

  -- The moment's rest after every short refresh is no problem.
  if view.active and dashboard_refresh._paced_until(view) > at + interval '5 seconds' then
    v_problems := v_problems || dashboard_refresh._problem(
      'held_back',
      format('Scheduled refreshes rest until %s: the last took %s s, and max_duty_cycle is %s.',
        date_trunc('second', dashboard_refresh._paced_until(view)), round(extract(epoch from view.last_duration)::numeric, 1),
        view.max_duty_cycle),
      'Nothing to do where the rest is short. Otherwise make the view cheaper, or raise max_duty_cycle.'
    );
  end if;

  -- Any role may take an advisory lock, that of a view too, and every refresh then finds it busy.
  select pg_stat_activity.pid, pg_stat_activity.usename, pg_stat_activity.query_start
  into v_holder
  from pg_catalog.pg_stat_activity
  where pg_stat_activity.pid = dashboard_refresh._view_lock_holder(view.id)
    and pg_stat_activity.pid <> pg_backend_pid()
    and pg_stat_activity.application_name not like 'refresh-dashboard %'
    and coalesce(pg_stat_activity.xact_start, '-infinity') < at - interval '1 minute';

  if found then
    v_problems := v_problems || dashboard_refresh._problem(
      'lock_taken',
      format('Session %s of %s holds the view''s advisory lock and is no refresh of ours.', v_holder.pid, v_holder.usename),
      format('End it if it has no business here: select pg_terminate_backend(%s);', v_holder.pid)
    );
  end if;

  -- The way to people.
  select * into v_alert_endpoint from dashboard_refresh._alert_endpoint();

  select *
  into v_alert
  from dashboard_refresh.alerts
  where alerts.view_id = view.id and alerts.status <> 'unsent' and alerts.attempts > 0
  order by alerts.created_at desc
  limit 1;

  if v_alert_endpoint.is_malformed then
    v_problems := v_problems || dashboard_refresh._problem(
      'alerts_misconfigured',
      format('Alerts go nowhere: %s.', v_alert_endpoint.missing),
      'Correct it with vault.update_secret(), and try it with POST /alerts/test.'
    );
  elsif v_alert.error_message is not null and v_alert.status <> 'delivered' then
    v_problems := v_problems || dashboard_refresh._problem(
      'alert_undelivered',
      format('The last alert could not be delivered in %s attempts: %s.', v_alert.attempts, v_alert.error_message),
      case when v_alert.status = 'failed' then 'It is given up. ' else 'It is tried again. ' end
        || 'See whether the URL in Vault under refresh_dashboard_alert_url is right, and try it with POST /alerts/test.'
    );
  end if;

  select *
  into v_last_run
  from dashboard_refresh.runs
  where runs.view_id = view.id and runs.status <> 'queued'
  order by runs.finished_at desc
  limit 1;

  if v_last_run.status in ('failed', 'lost') then
    v_problems := v_problems || dashboard_refresh._problem(
      'last_run_' || v_last_run.status, v_last_run.error_message, v_last_run.error_hint
    );
  end if;

  return to_jsonb(v_problems);
end;
$$;

comment on function dashboard_refresh._problems(dashboard_refresh.views, timestamptz) is
  'What is wrong with a managed view, its job or the way to the Edge Function, as an array of code, message and hint.';

revoke all on function
  dashboard_refresh._problem(text, text, text),
  dashboard_refresh._suggest_schedule(interval),
  dashboard_refresh._problems(dashboard_refresh.views, timestamptz)
from public, anon, authenticated, service_role;
