begin;
\ir ../support/fixture.psql
select plan(30);

select dashboard_refresh.reconfigure(
  settings => '{"schedule": "*/7 * * * *", "max_staleness": "20 minutes", "max_duty_cycle": 1}'
) \g /dev/null
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'before it is renamed a view is refreshed');
select dashboard_refresh.status() ->> 'data_as_of' as data_as_of \gset
create function pg_temp.jobs() returns setof text language sql as $$
  select jobname || ' ' || schedule || ' ' || command from cron.job where command like '%dashboard_refresh.tick(%'
$$;

alter materialized view fixture.totals rename to "Sums";

-- At once, before anybody has noted it.
select is(
  dashboard_refresh.status('fixture."Sums"') ->> 'data_as_of', :'data_as_of', 'it is known by its new name'
);
select is(
  (select array_agg(problem ->> 'code') from json_array_elements(dashboard_refresh.status() -> 'problems') as p (problem)),
  null, 'that it was renamed is no problem'
);
select is(dashboard_refresh.status('fixture.totals') ->> 'view', 'fixture."Sums"', 'by its old name it is still found');
select is(dashboard_refresh.is_fresh(), true, 'it is as fresh as it was');
select is(
  public.dashboard_freshness('fixture."Sums"') ->> 'view', 'fixture."Sums"', 'readers find it by its new name'
);

-- The job calls it by its old name.
insert into fixture.sales values ('zoe', 7);
savepoint before_tick;
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'the tick of its old job refreshes it');
select is((select amount from fixture."Sums" where seller = 'zoe'), 7::bigint, 'it shows what its sources hold');
select results_eq(
  'select pg_temp.jobs()', $$values ('refresh-Sums */7 * * * * set statement_timeout = 0; select dashboard_refresh.tick(''fixture."Sums"'')')$$,
  'the tick gives the job its name and points it there'
);
rollback to before_tick;
select is(dashboard_refresh.run(dashboard_refresh.request('fixture.totals')) ->> 'status', 'succeeded', 'a run refreshes it');

select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select results_eq(
  'select pg_temp.jobs()', $$values ('refresh-Sums */7 * * * * set statement_timeout = 0; select dashboard_refresh.tick(''fixture."Sums"'')')$$,
  'the watchdog gives the job its name and points it there'
);
select results_eq(
  'select view, schedule, max_staleness, job_name from dashboard_refresh.views',
  $$values ('fixture."Sums"', '*/7 * * * *', interval '20 minutes', 'refresh-Sums')$$,
  'it keeps its settings'
);
select is(
  (select count(*) from dashboard_refresh.runs where status = 'succeeded'), 2::bigint, 'it keeps its history'
);
select results_eq(
  $$
    select action, view, before ->> 'view', before ->> 'job_name', after ->> 'view', after ->> 'job_name'
    from dashboard_refresh.config_changes order by id desc limit 1
  $$,
  $$values ('rename', 'fixture."Sums"', 'fixture.totals', 'refresh-totals', 'fixture."Sums"', 'refresh-Sums')$$,
  'the audit has both names'
);
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'a job that still has the old name is not lost');
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select is(
  (select count(*) from dashboard_refresh.config_changes where action = 'rename'), 1::bigint, 'it is followed once'
);

-- Moved to another schema, with a job of its own name.
select dashboard_refresh.reconfigure(settings => '{"job_name": "own"}') \g /dev/null
create schema fixture_archive;
alter materialized view fixture."Sums" set schema fixture_archive;
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select results_eq(
  'select pg_temp.jobs()', $$values ('own */7 * * * * set statement_timeout = 0; select dashboard_refresh.tick(''fixture_archive."Sums"'')')$$,
  'a view that is moved to another schema is followed, and a job with a name of its own keeps it'
);
alter schema fixture_archive rename to "Archive";
select is(
  dashboard_refresh.reconfigure('"Archive"."Sums"', '{"max_staleness": "30 minutes"}') ->> 'view', '"Archive"."Sums"',
  'settings can be changed by the new name at once'
);
select is(
  (select view from dashboard_refresh.views), '"Archive"."Sums"', 'a change of the settings follows a view too'
);
alter materialized view "Archive"."Sums" rename to sums;
select is(
  dashboard_refresh.manage('"Archive".sums') #>> '{after,max_staleness}', '00:30:00',
  'to manage it by its new name is to change what is managed, not to register it again'
);
select is((select count(*) from dashboard_refresh.views), 1::bigint, 'there is still one managed view');

-- The name wins: what takes it is the managed view from then on.
alter materialized view "Archive".sums rename to sums__backup;
create materialized view "Archive".sums as select 'x'::text as seller, 1 as amount;
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select is((select view from dashboard_refresh.views), '"Archive".sums', 'a view that has taken the name is the managed one');
drop materialized view "Archive".sums;
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select is(
  (select view from dashboard_refresh.views), '"Archive".sums', 'what had the name before it is not followed any more'
);
select is(
  dashboard_refresh.status() ->> 'state', 'missing', 'a view that was dropped is missing'
);

-- What cannot be followed.
create materialized view "Archive".sums as select 'x'::text as seller, 1 as amount;
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select dashboard_refresh.manage('public.taken', settings => '{"path": "database"}', expect_missing => true) \g /dev/null
alter materialized view "Archive".sums set schema public;
alter materialized view public.sums rename to taken;
select is(
  dashboard_refresh.status('"Archive".sums') ->> 'state', 'missing',
  'a view that was renamed to what another managed view is called is not that one'
);
select is(dashboard_refresh.status('public.taken') ->> 'view', 'public.taken', 'the other one has it');
drop materialized view public.taken;
select dashboard_refresh.unmanage('public.taken') \g /dev/null

create materialized view "Archive".sums as select 'x'::text as seller, 1 as amount;
create unique index on "Archive".sums (seller);
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select cron.schedule('refresh-later', '0 3 * * *', 'vacuum fixture.sales') \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"job_name": null}') \g /dev/null
alter materialized view "Archive".sums rename to later;
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select results_eq(
  $$select jobname::text collate "default" || ' ' || command from cron.job where jobname like 'refresh-%' and jobname not like 'refresh-dashboard-%' order by 1$$,
  $$values ('refresh-later vacuum fixture.sales'), ('refresh-sums set statement_timeout = 0; select dashboard_refresh.tick(''"Archive".later'')')$$,
  'a job whose new name is taken keeps the old one, and ticks for the view'
);
select is(
  (select count(*) from dashboard_refresh.duty_failures), 0::bigint, 'that is no failure of the watchdog'
);
select dashboard_refresh.unmanage('later') \g /dev/null
select is_empty('select from dashboard_refresh.views', 'a view that was renamed can be unmanaged');
select is_empty('select pg_temp.jobs()', 'its job is gone then');

select * from finish();
rollback;
