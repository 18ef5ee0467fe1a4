begin;
\ir ../support/fixture.psql
select plan(37);

create function pg_temp.severities(at timestamptz default clock_timestamp()) returns jsonb language sql as $$
  select jsonb_object_agg(problem ->> 'code', problem ->> 'severity')
  from json_array_elements(dashboard_refresh.status(at => at) -> 'problems') as problems (problem)
$$;

-- Each way to break something, alone, with the problems it makes; all of it is undone after each.
create function pg_temp.severities_after(statement text, at timestamptz) returns jsonb language plpgsql as $$
declare
  v_severities jsonb;
begin
  begin
    execute statement;
    v_severities := pg_temp.severities(at);
    raise exception using errcode = 'TR000';
  exception
    when sqlstate 'TR000' then
      return v_severities;
  end;
end;
$$;
create role stranger;
grant stranger to current_user;
grant usage, create on schema fixture to stranger;
select dashboard_refresh.tick('fixture.totals') \g /dev/null
delete from vault.secrets where name in ('project_url', 'refresh_dashboard_trigger_secret', 'refresh_dashboard_alert_url');
create function pg_temp.fail(status text) returns void language sql as $$
  insert into dashboard_refresh.runs (view_id, trigger, path, status, finished_at, error_sqlstate, error_message)
  select id, 'sql', 'database', status, clock_timestamp(), case when status = 'failed' then 'XX000' end, 'x'
  from dashboard_refresh.views
$$;
create function pg_temp.log(status text, fired_at timestamptz) returns void language sql as $$
  insert into cron.job_run_details (jobid, runid, command, status, start_time)
  values (1, 900000001, 'call dashboard_refresh.watchdog()', status, fired_at)
$$;
create temporary table cases (at_offset interval, severities jsonb, statement text);
insert into cases values
  ('0', null, 'select 1'),
  ('0', '{"view_missing": "error"}', 'drop materialized view fixture.totals'),
  ('0', '{"not_a_materialized_view": "error"}', 'drop materialized view fixture.totals; create view fixture.totals as select 1 as one'),
  ('0', '{"not_owner": "error"}', 'alter materialized view fixture.totals owner to stranger; revoke stranger from current_user'),
  ('0', '{"not_populated": "error"}', 'refresh materialized view fixture.totals with no data'),
  ('0', '{"no_unique_index": "warning"}', 'drop index fixture.totals_seller_idx'),
  ('0', '{"no_unique_index": "error"}', $$drop index fixture.totals_seller_idx; select dashboard_refresh.reconfigure(settings => '{"concurrently": "always"}')$$),
  ('0', '{"null_keys": "warning"}', $$update dashboard_refresh.view_state set null_keys = '{seller}'$$),
  ('0', '{"job_missing": "error"}', $$select cron.unschedule('refresh-totals')$$),
  ('0', '{"job_altered": "error"}', $$select cron.alter_job(jobid, schedule => '* * * * *') from cron.job where jobname = 'refresh-totals'$$),
  ('0', '{"ticks_missing": "error"}', 'update dashboard_refresh.view_state set ticks_missed_since = now()'),
  ('0', '{"other_job": "warning"}', $$select cron.schedule('old', '* * * * *', 'refresh materialized view fixture.totals')$$),
  ('0', '{"refreshed_elsewhere": "warning"}', 'refresh materialized view fixture.totals'),
  (
    '0', '{"reads_unmanaged_view": "warning"}',
    $$
      drop materialized view fixture.totals;
      create materialized view fixture.beneath as select * from fixture.sales;
      create materialized view fixture.totals as select seller, sum(amount) as amount from fixture.beneath group by seller;
      create unique index on fixture.totals (seller)
    $$
  ),
  (
    '0', '{"reads_renamed_relation": "warning"}',
    'alter table fixture.sales rename to sales_old; create table fixture.sales (like fixture.sales_old)'
  ),
  ('0', '{"watchdog_missing": "error"}', $$select cron.unschedule('refresh-dashboard-watchdog')$$),
  ('0', '{"watchdog_failing": "error"}', $$select pg_temp.log('failed', now())$$),
  ('4 minutes', '{"cron_stalled": "error"}', $$select pg_temp.log('succeeded', now())$$),
  ('0', '{"rescue_missing": "warning"}', $$select cron.unschedule('refresh-dashboard-rescue-2')$$),
  (
    '0', '{"rescue_missing": "error"}',
    $$select cron.alter_job(jobid, active => false) from cron.job where jobname like 'refresh-dashboard-rescue-%'$$
  ),
  (
    '0', '{"run_waiting": "error"}',
    $$
      update dashboard_refresh.view_state set last_finished_at = now() - interval '1 hour';
      insert into dashboard_refresh.runs (view_id, trigger, path, requested_at)
      select id, 'cascade', 'database', now() - interval '3 hours' from dashboard_refresh.views
    $$
  ),
  (
    '0', '{"function_failing": "warning", "no_edge_function": "warning"}',
    $$
      select dashboard_refresh.reconfigure(settings => '{"path": "auto"}');
      update dashboard_refresh.view_state set consecutive_losses = 3, function_retry_at = now() + interval '10 minutes'
    $$
  ),
  (
    '0', '{"timeout_below_max_duration": "warning"}',
    $$
      alter role current_user in database postgres set statement_timeout = '120s';
      create or replace function dashboard_refresh._uses_background_workers() returns boolean language sql stable
      as 'select true'
    $$
  ),
  ('0', '{"watchdog_duty_failing": "error"}', $$insert into dashboard_refresh.duty_failures values ('_x', null, now(), now(), 'XX000', 'x')$$),
  ('0', '{"not_adopted": "warning"}', 'update dashboard_refresh.installation set timeline = 0'),
  ('0', '{"no_edge_function": "warning"}', $$select dashboard_refresh.reconfigure(settings => '{"path": "auto"}')$$),
  (
    '0', '{"no_edge_function": "warning", "max_duration_unreachable": "warning"}',
    $$select dashboard_refresh.reconfigure(settings => '{"path": "edge", "max_duration": "1 minute"}')$$
  ),
  ('0', '{"schedule_too_slow": "warning"}', $$select dashboard_refresh.reconfigure(settings => '{"schedule": "*/30 * * * *"}')$$),
  ('0', '{"held_back": "warning"}', $$update dashboard_refresh.view_state set last_duration = '1 minute'$$),
  ('0', '{"alerts_misconfigured": "warning"}', $$select vault.create_secret('not a URL', 'refresh_dashboard_alert_url')$$),
  (
    '0', '{"alert_undelivered": "warning"}',
    $$
      insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, next_attempt_at, attempts, error_message)
      select id, 'stale', 'x', '{}', now(), now(), 1, 'x' from dashboard_refresh.views
    $$
  ),
  ('0', '{"read_only": "error"}', 'set local default_transaction_read_only = on'),
  ('0', '{"last_run_failed": "error"}', $$select pg_temp.fail('failed')$$),
  ('0', '{"last_run_lost": "error"}', $$select pg_temp.fail('lost')$$);

select is(
  pg_temp.severities_after(statement, clock_timestamp() + at_offset), severities,
  coalesce('there is ' || severities::text, 'where all is well there is no problem')
)
from cases;

-- The other four need another session or another configuration of the server.
select set_eq(
  $$
    select jsonb_object_keys(severities) from cases where severities is not null
    union all
    select unnest(array['cron_log_off', 'cron_is_serial', 'cron_missing', 'lock_taken'])
  $$,
  $$
    select distinct matches.match[1]
    from pg_proc
    cross join lateral regexp_matches(prosrc, '^\s+''([a-z_]+)'',(?:$| ''(?:error|warning)''| case)', 'gn') as matches (match)
    where pronamespace = 'dashboard_refresh'::regnamespace
      and proname ~ '_problems$'
      and matches.match[1] not in ('error', 'warning')
    union all
    select unnest(array['last_run_failed', 'last_run_lost'])
  $$,
  'every problem there is was tried, but for four'
);
select is_empty(
  $$
    select matches.match[1]
    from pg_proc
    cross join lateral regexp_matches(prosrc, '''(?:cron_log_off|cron_is_serial|cron_missing|lock_taken)'', ''(\w+)''', 'g') as matches (match)
    where pronamespace = 'dashboard_refresh'::regnamespace and matches.match[1] not in ('error', 'warning')
  $$,
  'the four that were not tried are errors or warnings too'
);
select is(
  (
    select count(*) from pg_proc
    cross join lateral regexp_matches(prosrc, '''(?:cron_log_off|cron_is_serial|cron_missing|lock_taken)'', ''(?:error|warning)''', 'g')
    where pronamespace = 'dashboard_refresh'::regnamespace
  ),
  4::bigint, 'the severities of all four were found'
);

select * from finish();
rollback;
