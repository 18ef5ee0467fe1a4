begin;
\ir ../support/fixture.psql
select plan(11);

create materialized view fixture.other as select 1 as one;
create materialized view fixture.third as select 1 as one;
select dashboard_refresh.manage('fixture.other', settings => '{"path": "database"}') \g /dev/null
select dashboard_refresh.manage('fixture.third', settings => '{"path": "database"}') \g /dev/null
create function pg_temp.at() returns timestamptz language sql as $$ select now() + interval '1 hour' $$;
select dashboard_refresh.reconfigure(
  'fixture.totals', jsonb_build_object('active', false, 'pause_reason', 'lunch', 'paused_until', pg_temp.at()), 'ana'
) \g /dev/null
select dashboard_refresh.reconfigure('fixture.other', '{"active": false}') \g /dev/null
select pg_temp.has_failed(5, 'infinity') \g /dev/null

select pg_temp.watchdog(pg_temp.at() - interval '1 second') \g /dev/null
select ok(not (select active from dashboard_refresh.views where view = 'fixture.totals'), 'until then it stays paused');

select pg_temp.watchdog(pg_temp.at()) \g /dev/null
select ok((select active from dashboard_refresh.views where view = 'fixture.totals'), 'then it resumes by itself');
select ok((select active from cron.job where jobname = 'refresh-totals'), 'with its job');
select is(dashboard_refresh.status('fixture.totals') ->> 'pause', null, 'and nothing of the pause is left');
select ok(
  not (select active from dashboard_refresh.views where view = 'fixture.other'), 'a pause without an end goes on'
);
select results_eq(
  $$
    select changed_by, action, before ->> 'active', before ->> 'pause_reason', after ->> 'active'
    from dashboard_refresh.config_changes
    order by id desc limit 1
  $$,
  $$values ('paused_until', 'reconfigure', 'false', 'lunch', 'true')$$,
  'the audit says that it was the end that the pause had'
);
select is(dashboard_refresh.status('fixture.totals') ->> 'suspended', null, 'as whenever a view is resumed its failures are forgotten');

-- One that cannot be resumed keeps no other waiting, and is not given up.
select dashboard_refresh.reconfigure(
  view, jsonb_build_object('active', false, 'paused_until', pg_temp.at())
) from unnest(array['fixture.totals', 'fixture.third']) as view \g /dev/null
create function fixture.refuse() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$;
create trigger refuse before update on dashboard_refresh.views for each row when (new.view_name = 'totals')
execute function fixture.refuse();
select pg_temp.watchdog_in_one_transaction(pg_temp.at()) \g /dev/null
select ok((select active from dashboard_refresh.views where view = 'fixture.third'), 'where one cannot be resumed the others are');
select is(
  (
    select problem ->> 'message' from json_array_elements(dashboard_refresh.status('fixture.totals') -> 'problems') as problem
    where problem ->> 'code' = 'watchdog_duty_failing'
  ),
  format('A duty of the watchdog, _resume_paused, fails since %s: not now', date_trunc('second', pg_temp.at())),
  'its status says so'
);
drop trigger refuse on dashboard_refresh.views;
select pg_temp.watchdog(pg_temp.at()) \g /dev/null
select ok((select active from dashboard_refresh.views where view = 'fixture.totals'), 'it is tried again every minute');
select is_empty($$select from dashboard_refresh.duty_failures$$, 'and then nothing is wrong any more');

select * from finish();
rollback;
