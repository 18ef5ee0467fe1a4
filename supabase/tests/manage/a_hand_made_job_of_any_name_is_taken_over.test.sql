begin;
\ir ../support/fixture.psql
select plan(32);

create materialized view fixture.others as select 1 as one;
create materialized view fixture."Odd" as select 1 as one;
create view pg_temp.jobs as
  select jobname::text collate "default" as name, schedule, command, active from cron.job where database = current_database();

select cron.schedule('nightly totals', '*/7 * * * *', $$
  -- as before
  set statement_timeout = 0;
  REFRESH MATERIALIZED VIEW CONCURRENTLY fixture."others" ;
$$) as first \gset
select cron.schedule('second', '0 5 * * *', 'refresh materialized view fixture.others') as second \gset
select cron.schedule('more', '0 6 * * *', 'refresh materialized view fixture.others; select 1') \g /dev/null

select dashboard_refresh.manage('fixture.others', expect_missing => true) as answer \gset
select is(
  :'answer'::json #>> '{before,taken_over,name}', 'nightly totals', 'of several, the one that was made first is taken over'
);
select is(:'answer'::json #>> '{after,job_name}', 'nightly totals', 'its name becomes the setting job_name');
select is(:'answer'::json #>> '{after,schedule}', '*/7 * * * *', 'its schedule is kept');
select is(:'answer'::json #>> '{after,active}', 'true', 'active, it stays active');
select is(
  (select jobid from cron.job where jobname = 'nightly totals'), :first::bigint, 'it is the same job'
);
select is(
  (select taken_over ->> 'command' from dashboard_refresh.views where view = 'fixture.others') ~ 'as before', true,
  'what it did is kept word for word'
);
select is(
  (select before -> 'taken_over' ->> 'name' from dashboard_refresh.config_changes where view = 'fixture.others'),
  'nightly totals', 'and the audit has it'
);
select results_eq(
  $$select name, command from pg_temp.jobs where name in ('second', 'more') order by name$$,
  $$values ('more', 'refresh materialized view fixture.others; select 1'), ('second', 'refresh materialized view fixture.others')$$,
  'the other one, and one that does more, are left alone'
);
select matches(
  (
    select problem ->> 'message'
    from json_array_elements(dashboard_refresh.status('fixture.others') -> 'problems') as problems (problem)
    where problem ->> 'code' = 'other_job'
  ),
  'second, more', 'and named as problems'
);

select cron.schedule('nightly totals 2', '1 1 1 1 *', 'select 1') \g /dev/null
select dashboard_refresh.unmanage('fixture.others', restore_job => true) \g /dev/null
select results_eq(
  $$select name, schedule, active from pg_temp.jobs where command ~ 'as before'$$,
  $$values ('nightly totals', '*/7 * * * *', true)$$, 'unmanage puts it back: name, schedule, active'
);
select is(
  (select command from pg_temp.jobs where name = 'nightly totals'), $$
  -- as before
  set statement_timeout = 0;
  REFRESH MATERIALIZED VIEW CONCURRENTLY fixture."others" ;
$$, 'and its command, word for word'
);

-- Paused ones.
select cron.alter_job((select jobid from cron.job where jobname = 'nightly totals'), active => false) \g /dev/null
select is(
  dashboard_refresh.manage('fixture.others') #>> '{after,job_name}', 'second',
  'one that was paused before is left alone where another is active'
);
select dashboard_refresh.unmanage('fixture.others', restore_job => true) \g /dev/null
select results_eq(
  $$select name, active from pg_temp.jobs where command ~ 'others"? ?;?' and name <> 'more' order by name$$,
  $$values ('nightly totals', false), ('second', true)$$, 'and both are there again as they were'
);
select cron.alter_job((select jobid from cron.job where jobname = 'second'), active => false) \g /dev/null
select results_eq(
  $$select answer #>> '{after,job_name}', answer #>> '{after,active}'
    from dashboard_refresh.manage('fixture.others') as answer$$,
  $$values ('nightly totals', 'false')$$, 'where all are paused the first is taken over, and stays paused'
);
select dashboard_refresh.unmanage('fixture.others', restore_job => true) \g /dev/null
select is(
  (select active from pg_temp.jobs where name = 'nightly totals'), false, 'and is put back paused'
);
select cron.alter_job((select jobid from cron.job where jobname = 'second'), active => true) \g /dev/null

-- Another name that the caller wants.
select cron.unschedule(jobid) from cron.job where jobname in ('nightly totals', 'more') \g /dev/null
select is(
  dashboard_refresh.manage('fixture.others', '*/9 * * * *', '{"job_name": "mine"}') #>> '{after,schedule}', '*/9 * * * *',
  'a schedule that is given takes the place of its schedule'
);
select results_eq(
  $$select name from pg_temp.jobs where name in ('mine', 'second')$$, $$values ('mine')$$,
  'a name that is given takes the place of its name'
);
select dashboard_refresh.unmanage('fixture.others') \g /dev/null
select is_empty($$select from pg_temp.jobs where name in ('mine', 'second')$$, 'unless told to, unmanage puts nothing back');

-- One without a name, and a bare name of a view that is in no schema of the search_path.
select cron.schedule('0 7 * * *', 'refresh materialized view fixture."Odd"') as unnamed \gset
select cron.schedule('bare', '0 8 * * *', 'refresh materialized view others') \g /dev/null
select is(
  dashboard_refresh.manage('fixture."Odd"') #>> '{after,job_name}', 'refresh-Odd', 'one without a name gets the default name'
);
select is_empty(format('select from cron.job where jobid = %s', :unnamed), 'and is there no more under none');
select dashboard_refresh.manage('fixture.others') \g /dev/null
select isnt_empty(
  $$select from pg_temp.jobs where name = 'bare'$$,
  'one whose name for the view means no relation, or another, is left alone'
);
select dashboard_refresh.unmanage('fixture."Odd"', restore_job => true) \g /dev/null
select results_eq(
  $$select name, schedule from pg_temp.jobs where command = 'refresh materialized view fixture."Odd"'$$,
  $$values (null::text, '0 7 * * *')$$, 'one without a name is put back without a name'
);

-- The name is taken by then; the view has another name by then; there was no job.
select cron.schedule('odd', '0 7 * * *', 'refresh materialized view concurrently fixture."Odd"') \g /dev/null
select cron.unschedule(jobid) from cron.job where jobname is null \g /dev/null
select dashboard_refresh.manage('fixture."Odd"') \g /dev/null
select dashboard_refresh.reconfigure('fixture."Odd"', '{"job_name": "other name"}') \g /dev/null
select cron.schedule('odd', '0 0 * * *', 'select 1') as squatter \gset
select throws_ok(
  $$select dashboard_refresh.unmanage('fixture."Odd"', restore_job => true)$$, 'DR009',
  'the cron job ''odd'' cannot be put back', 'a job whose name is taken by now is not put back'
);
select isnt_empty($$select from dashboard_refresh.views where view_name = 'Odd'$$, 'and then the view is still managed');
select results_eq(
  $$select name from pg_temp.jobs where name in ('odd', 'other name') order by 1$$, $$values ('odd'), ('other name')$$,
  'with its job'
);
select cron.unschedule(:squatter) \g /dev/null
alter materialized view fixture."Odd" rename to even;
select dashboard_refresh.unmanage('fixture.even', restore_job => true) \g /dev/null
select is(
  (select command from pg_temp.jobs where name = 'odd'), 'refresh materialized view concurrently fixture.even',
  'a view that was renamed meanwhile is refreshed under its new name'
);
select lives_ok(
  $$select dashboard_refresh.unmanage('fixture.totals', restore_job => true)$$, 'where nothing was taken over nothing is put back'
);
select is_empty($$select from pg_temp.jobs where command ~ 'fixture.totals'$$, 'and the view''s own job is gone');
select ok(not dashboard_refresh._is_refresh_of(command, views), 'not taken over: ' || replace(command, E'\n', ' '))
from (values
  ('refresh materialized view fixture.others with no data'),
  ('begin; refresh materialized view fixture.others; commit;'),
  ('/* a /* b */ delete from fixture.sales; */ refresh materialized view fixture.others'),
  (E'set statement_timeout = \'1 --\'; delete from fixture.sales;\n; refresh materialized view fixture.others')
) as commands (command)
cross join dashboard_refresh.views
where views.view = 'fixture.others';

select * from finish();
rollback;
