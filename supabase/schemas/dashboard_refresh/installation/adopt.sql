/*
Takes over a database that came as a copy: a dump that was restored, a clone, a branch, a backup of the server.

What the copy brought along speaks of the place it came from: object ids, ids of requests and of firings, runs that wait
for a function that was never called from here, alerts of things that happened there.
*/

create or replace function dashboard_refresh._forget_origin(at timestamptz, out ended_runs bigint, out dropped_alerts bigint)
language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_ended uuid[];
  v_known dashboard_refresh.view_state[];
begin
  with ended as (
    update dashboard_refresh.runs
    set status = 'lost',
      finished_at = greatest(at, runs.requested_at),
      error_message = 'it was waiting when this database was copied',
      error_hint = 'Nothing: the watchdog refreshes the view here.'
    -- One that a session of this server works on is not foreign.
    where runs.status = 'queued' and not dashboard_refresh._is_running(runs.id)
    returning runs.id
  )
  select coalesce(array_agg(ended.id), '{}') into v_ended from ended;

  ended_runs := cardinality(v_ended);
  perform dashboard_refresh._count_runs(v_ended);

  -- pg_net and pg_cron count from the start here, so these would come to name others.
  update dashboard_refresh.runs
  set http_request_id = null,
    cron_run_id = null
  where num_nonnulls(runs.http_request_id, runs.cron_run_id) > 0;

  with dropped as (
    update dashboard_refresh.alerts
    set status = 'unsent',
      finished_at = at,
      error_message = 'it was written before this database was adopted'
    where alerts.status in ('pending', 'sent')
    returning alerts.id
  )
  select count(*) into dropped_alerts from dropped;

  update dashboard_refresh.alerts
  set http_request_id = null,
    function_failed_at = null
  where num_nonnulls(alerts.http_request_id, alerts.function_failed_at) > 0;

  -- Nothing that is known of a view's data, its objects, failures and ticks was learnt here. What never falls stays.
  v_known := array(select view_state from dashboard_refresh.view_state);
  delete from dashboard_refresh.view_state where true;
  insert into dashboard_refresh.view_state (view_id, skipped_ticks, seconds_saved)
  select views.id, coalesce(known.skipped_ticks, 0), coalesce(known.seconds_saved, 0)
  from dashboard_refresh.views
  left join unnest(v_known) as known on known.view_id = views.id;
  delete from dashboard_refresh.duty_failures where true;
  delete from dashboard_refresh.session_settings where true;
  update dashboard_refresh.views set relation_oid = null where views.relation_oid is not null;
end;
$$;
comment on function dashboard_refresh._forget_origin(timestamptz) is
  'Ends runs that wait, keeps alerts from being sent, and forgets everything that names objects, requests or firings of '
  'another place; settings, history and audit stay. Returns how many runs and alerts that were.';

create or replace function dashboard_refresh._restore_jobs()
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
begin
  if to_regclass('cron.job') is null then
    return '[]'::json;
  end if;

  -- A database that was copied within its server has the rows of our jobs, which name the one it was copied from.
  perform cron.unschedule(job.jobid)
  from cron.job
  join dashboard_refresh.views
    on views.job_name = job.jobname and job.command = any (dashboard_refresh._tick_commands(views.view))
  where job.username = current_user and job.database <> current_database();

  for v_view in select * from dashboard_refresh.views order by views.id loop
    perform dashboard_refresh._sync_job(v_view, dashboard_refresh._settings_json(v_view)::jsonb);
  end loop;

  perform dashboard_refresh._make_standing_jobs();

  return (
    select coalesce(json_agg(job.jobname order by job.jobname), '[]')
    from cron.job
    where job.username = current_user and job.database = current_database() and job.command ~ '\mdashboard_refresh\.'
  );
end;
$$;
comment on function dashboard_refresh._restore_jobs() is
  'Makes the job of every view and the watchdog''s, where they are not there as they should be, and returns the names of '
  'all jobs of this project; none without pg_cron. Raises job_conflict when a name is taken.';

create or replace function dashboard_refresh.adopt()
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_reason text;
  v_before dashboard_refresh.installation;
  v_ended_runs bigint := 0;
  v_dropped_alerts bigint := 0;
  v_done json;
begin
  perform dashboard_refresh._lock_configuration();
  v_reason := dashboard_refresh._why_not_adopted();
  select * into v_before from dashboard_refresh.installation;

  if v_reason is not null then
    select forgotten.ended_runs, forgotten.dropped_alerts
    into v_ended_runs, v_dropped_alerts
    from dashboard_refresh._forget_origin(clock_timestamp()) as forgotten;

    delete from dashboard_refresh.installation where true;
    insert into dashboard_refresh.installation (system_identifier, database_oid, database_name, timeline)
    select current.system_identifier, current.database_oid, current.database_name, current.timeline
    from dashboard_refresh._current_identity() as current;
  end if;

  v_done := json_build_object(
    'adopted', v_reason is not null,
    'reason', v_reason,
    'jobs', dashboard_refresh._restore_jobs(),
    'runs_ended', v_ended_runs,
    'alerts_dropped', v_dropped_alerts,
    'function', coalesce((dashboard_refresh._function_endpoint()).missing, 'configured'),
    'alerts', coalesce((dashboard_refresh._alert_endpoint()).missing, 'configured')
  );

  insert into dashboard_refresh.config_changes (changed_by, action, before, after)
  values (session_user, 'adopt', to_jsonb(v_before) - 'is_only_row', v_done::jsonb);

  return v_done;
end;
$$;
comment on function dashboard_refresh.adopt() is
  'Makes a database that was copied, restored or promoted an installation of its own: forgets what names objects, requests '
  'and runs of the place it came from, records this database as the one installed in, makes the jobs again, and writes the '
  'audit. Where it is the one already, it makes the jobs that are missing and changes nothing else. Correct the URLs in '
  'Vault first: from then on messages are sent. Returns adopted, reason (what had differed), jobs, runs_ended, '
  'alerts_dropped, and whether function and alerts are configured here. Raises job_conflict; then nothing has changed.';
