begin;
\ir ../support/fixture.psql
\ir ../support/error.psql
select plan(44);

delete from vault.secrets where name = 'refresh_dashboard_alert_url';

-- For each code something that raises it through the API, and what has to be so for it.
create temporary table cases (code text, call text, setup text default 'select 1');
insert into cases (code, call, setup) values
  ('view_required', 'read_dashboard_refresh_status()', 'select dashboard_refresh.manage(''public.other'', expect_missing => true)'),
  ('not_a_materialized_view', 'read_dashboard_refresh_drift()', 'refresh materialized view fixture.totals with no data'),
  (
    'paused', 'request_dashboard_refresh()',
    'select dashboard_refresh.reconfigure(settings => ''{"active": false}'')'
  ),
  (
    'suspended', 'request_dashboard_refresh()',
    'select pg_temp.has_failed(5, clock_timestamp() + interval ''5 minutes'')'
  ),
  (
    'definition_failed', 'read_dashboard_refresh_drift(''fixture.shares'')',
    'create materialized view fixture.shares as select 10 / amount as share from fixture.sales;
     insert into fixture.sales values (''zoe'', 0);
     select dashboard_refresh.manage(''fixture.shares'')'
  ),
  (
    'not_comparable', 'read_dashboard_refresh_drift(''fixture.unsayable'')',
    'create materialized view fixture.unsayable as
       select to_json(both_of_them) as json
       from (fixture.sales as a join fixture.sales as b using (seller)) as both_of_them;
     select dashboard_refresh.manage(''fixture.unsayable'')'
  ),
  (
    'run_finished', 'cancel_dashboard_refresh(''00000000-0000-0000-0000-000000000001'')',
    'insert into dashboard_refresh.runs (id, view_id, trigger, path, status, finished_at, error_message)
     select ''00000000-0000-0000-0000-000000000001'', id, ''sql'', ''database'', ''lost'', now(), ''gone'' from dashboard_refresh.views'
  );
select cron.schedule('nightly', '0 3 * * *', 'select 1') \g /dev/null
insert into cases (code, call) values
  ('job_conflict', 'reconfigure_dashboard_refresh(settings => ''{"job_name": "nightly"}'')'),
  ('run_finished', 'cancel_dashboard_refresh((select id from dashboard_refresh.runs where status = ''failed'' limit 1))'),
  ('unknown_check', 'read_dashboard_refresh_doctor(''nope'')'),
  ('unknown_loop', 'read_dashboard_refresh_loop(''00000000-0000-0000-0000-000000000000'')'),
  ('unknown_view', 'read_dashboard_refresh_status(''nope'')'),
  ('invalid_setting', 'reconfigure_dashboard_refresh(settings => ''{"path": "moon"}'')'),
  ('unknown_run', 'read_dashboard_refresh_run(''00000000-0000-0000-0000-000000000000'')'),
  ('invalid_argument', 'reconfigure_dashboard_refresh()'),
  ('precondition_failed', 'reconfigure_dashboard_refresh(settings => ''{"active": true}'', expected_revision => 0)'),
  ('alerts_not_configured', 'test_dashboard_refresh_alert()'),
  ('unknown_alert', 'read_dashboard_refresh_alert(''00000000-0000-0000-0000-000000000000'')'),
  ('invalid_argument', 'reconfigure_dashboard_refresh(settings => ''[]'')'),
  ('invalid_setting', 'reconfigure_dashboard_refresh(settings => ''{"nope": 1}'')');

-- One that is over.
insert into dashboard_refresh.runs (view_id, trigger, path, status, finished_at, error_sqlstate, error_message)
select id, 'cron', 'database', 'failed', now(), '22012', 'division by zero' from dashboard_refresh.views limit 1;

-- Where pg_cron is 1.5 or newer, every schedule in seconds is supported.
create temporary view is_old_cron as
select regexp_match(extversion, '^(\d+)\.(\d+)')::integer[] < array[1, 5] as is_old from pg_extension where extname = 'pg_cron';
insert into cases (code, call)
select case when is_old then 'unsupported_schedule' else 'invalid_setting' end,
  format(
    'reconfigure_dashboard_refresh(settings => %L)',
    case when is_old then '{"schedule": "30 seconds"}' else '{"schedule": "x"}' end
  )
from is_old_cron;

create function pg_temp.raised(setup text, call text, method text) returns record language plpgsql as $$
declare
  v_error record;
begin
  begin
    execute setup;
    perform set_config('request.method', method, true);
    v_error := pg_temp.error_of('select public.' || call);
    raise exception using errcode = 'TR000';
  exception
    when sqlstate 'TR000' then
      return v_error;
  end;
end;
$$;
create temporary table answers as
select cases.code, cases.call, in_sql.sqlstate, in_sql.message, in_sql.detail, in_sql.hint,
  in_request.sqlstate as form, in_request.message as body, in_request.detail as head
from cases
cross join lateral pg_temp.raised(setup, call, '') as in_sql (sqlstate text, message text, detail text, hint text)
cross join lateral pg_temp.raised(setup, call, 'POST') as in_request (sqlstate text, message text, detail text, hint text);

select is(
  (select errors.code from dashboard_refresh._error_codes() as errors where errors.sqlstate = answers.sqlstate), code,
  format('in SQL, %s raises %s', call, code)
)
from answers;
select is(
  format('%s %s %s', form, body, head),
  format(
    'PGRST %s %s',
    json_build_object('code', code, 'message', message, 'details', nullif(detail, ''), 'hint', hint),
    json_build_object(
      'status', (select errors.status from dashboard_refresh._error_codes() as errors where errors.code = answers.code),
      'headers', json_build_object()
    )
  ),
  format('in a request it is the response: %s', call)
)
from answers;

select set_eq(
  'select code from cases',
  -- drift_running takes a second session: tests/e2e/drift.test.ts. function_not_configured is for SQL alone: try_chain/.
  $$
    select code from dashboard_refresh._error_codes(), is_old_cron
    where code not in ('drift_running', 'function_not_configured') and (is_old or code <> 'unsupported_schedule')
  $$,
  'every code that can occur on this server was tried'
);
select is_empty($$select call from answers where coalesce(hint, '') = ''$$, 'each error says what to do');

select * from finish();
rollback;
