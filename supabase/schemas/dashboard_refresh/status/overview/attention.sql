/* The one thing about a view that somebody should know first. */

create or replace function dashboard_refresh._why_not_known(state dashboard_refresh.view_state)
returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when state.data_as_of is null then 'No refresh of ours has succeeded yet.'
    else 'What the view shows is not what the last refresh left, or it reads a view of which that is not known.'
  end;
end;
$$;
comment on function dashboard_refresh._why_not_known(dashboard_refresh.view_state) is
  'Why it is not known how fresh the data of a view is, where it is not.';

create or replace function dashboard_refresh._attention_json(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  freshness text,
  suspended_until timestamptz,
  last_run dashboard_refresh.runs,
  is_read_only boolean,
  is_scheduler_dead boolean,
  has_job boolean,
  is_job_active boolean,
  at timestamptz
)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_is_due constant boolean := view.active and view.scheduled;
  v_code text;
  v_message text;
begin
  -- One after the other, the worst first: most views have none, and nothing is written for these.
  if freshness in ('missing', 'unknown') then
    -- In the words of status.
    select problems.code, problems.message
    into v_code, v_message
    from dashboard_refresh._view_problems(view) as problems
    where problems.code in ('view_missing', 'not_a_materialized_view', 'not_populated')
    limit 1;
  end if;

  if v_code is not null then
    null;
  elsif is_read_only then
    v_code := 'read_only';
    v_message := 'The database is read-only. Nothing is refreshed, recorded or sent until that ends.';
  elsif suspended_until > at then
    v_code := 'suspended';
    v_message := format('Suspended after %s failures in a row, tried again at %s. Last: %s', state.consecutive_failures,
      date_trunc('second', suspended_until), last_run.error_message);
  elsif last_run.status in ('failed', 'lost') then
    v_code := 'last_run_' || last_run.status;
    v_message := last_run.error_message;
  elsif v_is_due and is_scheduler_dead then
    v_code := 'cron_stalled';
    v_message := 'pg_cron fires nothing of ours.';
  elsif not view.active then
    v_code := 'paused';
    v_message := format('Paused by %s since %s', view.paused_by, date_trunc('second', view.paused_at))
      || coalesce(' until ' || date_trunc('second', view.paused_until), '') || coalesce(': ' || view.pause_reason, '.');
  elsif v_is_due and not has_job then
    v_code := 'job_missing';
    v_message := format('The cron job %s is gone, so nothing refreshes the view.', view.job_name);
  elsif v_is_due and not is_job_active then
    v_code := 'job_paused';
    v_message := format('The cron job %s was paused by hand, so nothing refreshes the view.', view.job_name);
  elsif v_is_due and state.ticks_missed_since is not null then
    v_code := 'ticks_missing';
    v_message := format('pg_cron has not fired the job since %s.', date_trunc('second', state.ticks_missed_since));
  elsif freshness = 'unknown' then
    v_code := 'not_known';
    v_message := dashboard_refresh._why_not_known(state);
  elsif view.path <> 'database' and state.consecutive_losses >= dashboard_refresh._loss_limit() then
    v_code := 'function_failing';
    v_message := format('The Edge Function lost the last %s runs that it was sent.', state.consecutive_losses);
  elsif freshness = 'stale' then
    v_code := 'promise_broken';
    v_message := format('It is older than max_staleness (%s) allows.', view.max_staleness);
  end if;

  return case when v_code is not null then json_build_object('code', v_code, 'message', v_message) end;
end;
$$;
comment on function dashboard_refresh._attention_json(
  dashboard_refresh.views, dashboard_refresh.view_state, text, timestamptz, dashboard_refresh.runs, boolean, boolean,
  boolean, boolean, timestamptz
) is
  'The worst that is known of the view without a closer look: code and message; null when nothing is wrong. status lists '
  'all problems, with a hint each. freshness, suspended_until: see _all_views.';
