-- A copy as it looks from inside: what is recorded is another server, another database or an earlier timeline.
begin;
\ir ../support/fixture.psql
select plan(32);

delete from vault.secrets where name in ('project_url', 'refresh_dashboard_trigger_secret', 'refresh_dashboard_alert_url');
select vault.create_secret('https://demo.supabase.co', 'project_url') \g /dev/null
select vault.create_secret('whsec_' || encode(sha256('trigger'), 'base64'), 'refresh_dashboard_trigger_secret') \g /dev/null
select vault.create_secret('https://hooks.chat.test/x', 'refresh_dashboard_alert_url') \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"path": "edge", "skip_unchanged": false, "max_duty_cycle": 1}') \g /dev/null
create temporary table original as table dashboard_refresh.installation;
create function pg_temp.codes() returns text[] language sql as $$
  select array(
    select problem ->> 'code' from json_array_elements(dashboard_refresh.status() -> 'problems') as problems (problem)
    where problem ->> 'code' in ('not_adopted', 'no_edge_function', 'job_missing', 'watchdog_missing') order by 1
  )
$$;
create function pg_temp.copy(change text) returns void language plpgsql as $$
begin
  delete from dashboard_refresh.installation where true;
  insert into dashboard_refresh.installation select * from original;
  execute 'update dashboard_refresh.installation set ' || change;
end;
$$;

select results_eq(
  'select system_identifier, database_oid, timeline from original',
  $$
    select control.system_identifier, pg_database.oid, checkpoint.timeline_id
    from pg_control_system() as control, pg_control_checkpoint() as checkpoint, pg_database
    where datname = current_database()
  $$,
  'the install has recorded the server, the database and the timeline'
);
select is(pg_temp.codes(), '{}', 'where it was installed there is no problem');
select is(dashboard_refresh.tick('fixture.totals'), 'requested', 'and ticks send');
delete from dashboard_refresh.runs where true;
delete from net.http_request_queue where true;

create temporary table copies (change text, says text);
insert into copies values
  ('system_identifier = system_identifier - 1', 'on another server'), ('database_oid = 1', 'in another database'),
  ('timeline = timeline + 1', 'was restored from a backup'), ('timeline = 0', 'was restored from a backup');
create function pg_temp.look(change text) returns text language plpgsql as $$
begin
  perform pg_temp.copy(change);
  return (pg_temp.codes())::text || ' ' || dashboard_refresh.tick('fixture.totals') || ' '
    || (dashboard_refresh.status() -> 'path' ->> 'effective');
end;
$$;
select is(pg_temp.look(change), '{not_adopted} succeeded database', format('with %s it is a copy: ticks refresh in the database', change))
from copies;
select alike(
  (select pg_temp.copy(change))::text || (dashboard_refresh.status() -> 'problems')::text, '%' || says || '%', 'status says that it ' || says
)
from copies;
select pg_temp.copy('database_name = ''renamed''') \g /dev/null
select is(pg_temp.codes(), '{}', 'a database that was renamed is no copy');
delete from dashboard_refresh.installation where true;
select is(pg_temp.codes(), '{not_adopted}', 'one whose identity was not copied along is one');

select pg_temp.copy('timeline = 0') \g /dev/null
insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, next_attempt_at)
select id, 'failing', 'x', '{}', now(), now() from dashboard_refresh.views;
select dashboard_refresh._deliver_alerts(clock_timestamp()) \g /dev/null
select alike((select status || ': ' || error_message from dashboard_refresh.alerts), 'unsent: %copy%', 'no alert leaves a copy');
select throws_ok('select dashboard_refresh.test_alert()', 'DR012', null, 'nor does a test');
update dashboard_refresh.alerts set status = 'sent', finished_at = null, via = 'function', attempts = 1, sent_at = clock_timestamp() where true;
select is(
  public.claim_dashboard_refresh_alert((select id from dashboard_refresh.alerts), 1, gen_random_uuid())::text, null,
  'the Edge Function gets none to deliver either'
);
select is_empty('select from net.http_request_queue', 'a copy has sent nothing');
select dashboard_refresh.manage('fixture.totals') \g /dev/null
select dashboard_refresh._record_installation() \g /dev/null
select is(pg_temp.codes(), '{not_adopted}', 'neither manage nor an upgrade adopts it');

-- What a dump brings: old ids, and no jobs.
select cron.unschedule(jobid) from cron.job where command ~ 'dashboard_refresh' \g /dev/null
select is(pg_temp.codes(), '{job_missing,not_adopted,watchdog_missing}', 'jobs are not part of a dump');
delete from dashboard_refresh.runs where true;
select dashboard_refresh.request('fixture.totals', 'cron') as run_id \gset
update dashboard_refresh.runs set http_request_id = 1, path = 'edge' where true;
insert into dashboard_refresh.runs (view_id, trigger, path, status, finished_at, cron_run_id, error_message)
select id, 'cron', 'database', 'lost', now(), 42, 'x' from dashboard_refresh.views;
update dashboard_refresh.view_state
set sources = '{1}', storage = '{2}', catalog_stamp = '3', upstream = '{4}', relation_stamp = '5:5', fingerprint = 'x', open_alerts = '{failing}',
  alerting_since = now(), tick_due_at = now(), tick_due_revision = 1
where true;
select pg_temp.has_failed(3, now()) \g /dev/null

select dashboard_refresh.adopt() as done \gset
select is(
  (:'done'::jsonb - 'reason' - 'jobs'),
  '{"adopted": true, "runs_ended": 1, "alerts_dropped": 1, "function": "configured", "alerts": "configured"}',
  'adopt() says what it did'
);
select ok(
  array(select json_array_elements_text(:'done'::json -> 'jobs')) @> '{refresh-totals,refresh-dashboard-watchdog}',
  'and which jobs there are'
);
select is(pg_temp.codes(), '{}', 'then there is no problem');
select is(
  array(
    select concat_ws(' ', command, schedule, active) from cron.job
    where jobname in ('refresh-totals', 'refresh-dashboard-watchdog') order by jobname
  ),
  array[
    dashboard_refresh._watchdog_command() || ' * * * * * t', dashboard_refresh._tick_command('fixture.totals') || ' */5 * * * * t'
  ],
  'the jobs are there'
);
select results_eq(
  format($$select status, http_request_id, error_message from dashboard_refresh.runs where id = %L$$, :'run_id'),
  $$values ('lost', null::bigint, 'it was waiting when this database was copied')$$, 'a run of the other place is ended'
);
select is_empty(
  'select from dashboard_refresh.runs where num_nonnulls(http_request_id, cron_run_id) > 0', 'no run names a request or a firing of the other place'
);
create materialized view fixture.fresh as select 1 as one;
select dashboard_refresh.manage('fixture.fresh') \g /dev/null
select is(
  (select count(distinct to_jsonb(view_state) - 'view_id') from dashboard_refresh.view_state), 1::bigint,
  'as much is known of the view as of one that is managed from now on'
);
select dashboard_refresh.unmanage('fixture.fresh') \g /dev/null
select is((select path || ' ' || max_duty_cycle from dashboard_refresh.views), 'edge 1', 'its settings stay');
select is(
  (
    select concat_ws(' ', changed_by, view, before ->> 'timeline', after ->> 'adopted')
    from dashboard_refresh.config_changes where action = 'adopt'
  ),
  session_user || ' 0 true', 'the audit has it'
);
select is(dashboard_refresh.tick('fixture.totals'), 'requested', 'ticks send again');

select cron.unschedule('refresh-totals') \g /dev/null
select is(
  (dashboard_refresh.adopt()::jsonb) - 'jobs' - 'function' - 'alerts', '{"adopted": false, "reason": null, "runs_ended": 0, "alerts_dropped": 0}',
  'where it is the installation already it ends nothing'
);
select is(pg_temp.codes() || (select status from dashboard_refresh.runs where status = 'queued'), '{queued}', 'but makes a job that is missing');

create role stranger;
grant stranger to current_user;
grant usage on schema dashboard_refresh to stranger;
grant execute on all functions in schema dashboard_refresh to stranger;
select throws_ok(
  'set local role stranger; select dashboard_refresh.adopt()', '42501', 'stranger may not change what is managed', 'only the owner may adopt'
);

select * from finish();
rollback;
