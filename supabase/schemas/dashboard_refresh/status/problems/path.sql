/* Problems of where refreshes run, and of runs that nobody runs. */

create or replace function dashboard_refresh._statement_timeout_of_jobs()
returns interval language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_setting text;
begin
  -- As a session of the owner of the jobs gets it when it begins; the nearer setting wins.
  select substr(config.setting, length('statement_timeout=') + 1)
  into v_setting
  from pg_catalog.pg_db_role_setting
  cross join unnest(pg_db_role_setting.setconfig) as config (setting)
  where config.setting like 'statement_timeout=%'
    and pg_db_role_setting.setrole in (0, current_user::regrole)
    and pg_db_role_setting.setdatabase in (
      0, (select pg_database.oid from pg_catalog.pg_database where pg_database.datname = current_database())
    )
  order by pg_db_role_setting.setrole <> 0 desc, pg_db_role_setting.setdatabase <> 0 desc
  limit 1;

  -- The server's, where this session shows it.
  if not found then
    select pg_settings.reset_val
    into v_setting
    from pg_catalog.pg_settings
    where pg_settings.name = 'statement_timeout'
      and (session_user = current_user or pg_settings.source in ('default', 'configuration file', 'command line'));
  end if;

  return nullif(case when v_setting ~ '^\d+$' then v_setting || ' ms' else v_setting end::interval, interval '0');
end;
$$;
comment on function dashboard_refresh._statement_timeout_of_jobs() is
  'The statement_timeout with which a session of the owner of the jobs begins; null for none, or where it is not known.';

create or replace function dashboard_refresh._path_problems(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_timeout constant interval := dashboard_refresh._statement_timeout_of_jobs();
  v_waiting_since timestamptz;
  v_last_loss text;
begin
  if state.consecutive_losses >= dashboard_refresh._loss_limit() then
    select runs.error_message
    into v_last_loss
    from dashboard_refresh.runs
    where runs.view_id = view.id and runs.status = 'lost'
    order by runs.requested_at desc
    limit 1;
  end if;

  select min(runs.requested_at)
  into v_waiting_since
  from dashboard_refresh.runs
  where runs.view_id = view.id and runs.status = 'queued' and not dashboard_refresh._is_running(runs.id);

  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        view.path <> 'database' and state.consecutive_losses >= dashboard_refresh._loss_limit(),
        'function_failing', 'warning',
        format('The Edge Function lost the last %s runs that it was sent; %s.', state.consecutive_losses, case
          when view.path = 'edge' then 'each is made up for in the database'
          when state.function_retry_at > at then format('refreshes run in the database until it is tried again at %s',
            date_trunc('second', state.function_retry_at))
          else 'the next refresh tries it again'
        end),
        concat('The last one: ' || v_last_loss || '. ', dashboard_refresh._function_hint(v_last_loss) || ' ',
          'See the logs of the Edge Function refresh-dashboard: whether it is deployed, has the same trigger secret as Vault, '
          'and reaches the REST API.')
      ),
      (
        v_timeout < view.max_duration and dashboard_refresh._uses_background_workers(),
        'timeout_below_max_duration', 'warning',
        format('A refresh in the database is cut at %s (statement_timeout), before max_duration (%s): pg_cron uses '
          'background workers (cron.use_background_workers), where a job cannot lift it.', v_timeout, view.max_duration),
        format('alter role %I in database %I set statement_timeout = %L;', current_user, current_database(),
          extract(epoch from view.max_duration)::bigint + 60 || 's')
      ),
      (
        v_waiting_since is not null
          and greatest(v_waiting_since, state.last_finished_at) < at - dashboard_refresh._waiting_limit(),
        'run_waiting', 'error',
        format('A run has been waiting since %s, and nobody runs it.', date_trunc('second', v_waiting_since)),
        'See whether the jobs refresh-dashboard-watchdog and refresh-dashboard-rescue-1 to 3 run, and whether a session '
          'holds the view''s lock (held_locks).'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;
comment on function dashboard_refresh._path_problems(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'What keeps refreshes of the view from running where they should, from running long enough, or from running at all.';
