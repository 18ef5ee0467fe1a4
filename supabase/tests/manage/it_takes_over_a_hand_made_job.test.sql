begin;
\ir ../support/fixture.psql
select plan(17);

select cron.schedule(
  'by-hand', '*/7 * * * *', 'REFRESH MATERIALIZED VIEW CONCURRENTLY fixture.second'
) as by_hand \gset
select cron.alter_job(:by_hand, active => false) \g /dev/null

select lives_ok(
  $$select dashboard_refresh.manage('fixture.second', settings => '{"job_name": "by-hand"}', expect_missing => true)$$,
  'a hand-made refresh is taken over'
);

select results_eq(
  $$select jobid, command from cron.job where jobname = 'by-hand'$$,
  format($$values (%s::bigint, 'set statement_timeout = 0; select dashboard_refresh.tick(''fixture.second'')')$$, :by_hand),
  'a job that was taken over is the same job, and ticks from now on'
);
select results_eq(
  $$select job.schedule, views.schedule from cron.job join dashboard_refresh.views on views.job_name = job.jobname where view = 'fixture.second'$$,
  $$values ('*/7 * * * *', '*/7 * * * *')$$,
  'a job that was taken over keeps its schedule'
);

select is(
  (select active from cron.job where jobname = 'by-hand'), false, 'a job paused by hand stays paused'
);

select is(
  (select active from dashboard_refresh.views where view = 'fixture.second'), false, 'the registry says that the view of a paused job is paused'
);

select cron.schedule('nightly', '0 3 * * *', 'vacuum fixture.sales') \g /dev/null
select throws_ok(
  $$select dashboard_refresh.manage('fixture.third', settings => '{"job_name": "nightly"}', expect_missing => true)$$,
  'DR009', 'the cron job ''nightly'' belongs to something else', 'a job that does something else is refused'
);

select results_eq(
  $$select command from cron.job where jobname = 'nightly'$$, $$values ('vacuum fixture.sales')$$,
  'a job that was refused is left as it was'
);

select cron.schedule(
  'mixed', '0 3 * * *', 'refresh materialized view fixture.third; select send_report()'
) \g /dev/null
select throws_ok(
  $$select dashboard_refresh.manage('fixture.third', settings => '{"job_name": "mixed"}', expect_missing => true)$$, 'DR009', null,
  'a job that refreshes the view and does more is refused'
);
select cron.schedule('other', '0 3 * * *', 'refresh materialized view archive.third') \g /dev/null
select throws_ok(
  $$select dashboard_refresh.manage('fixture.third', settings => '{"job_name": "other"}', expect_missing => true)$$, 'DR009', null,
  'a job that refreshes another schema''s view of that name is refused'
);
select is(
  (
    select before -> 'taken_over' ->> 'command' from dashboard_refresh.config_changes
    where view = 'fixture.second' order by id limit 1
  ),
  'REFRESH MATERIALIZED VIEW CONCURRENTLY fixture.second', 'the audit keeps what was taken over'
);

-- What pg_cron runs and this project does not read.
select cron.schedule('unread', '@reboot', 'refresh materialized view fixture.third') \g /dev/null
select throws_ok(
  $$select dashboard_refresh.manage('fixture.third', settings => '{"job_name": "unread"}', expect_missing => true)$$,
  'DR005', 'the cron job ''unread'' cannot be taken over with its schedule, @reboot',
  'a job whose schedule cannot be read is refused'
);
select results_eq(
  $$select schedule, command from cron.job where jobname = 'unread'$$,
  $$values ('@reboot', 'refresh materialized view fixture.third')$$,
  'a job whose schedule cannot be read is left as it was'
);
select is_empty($$select from dashboard_refresh.views where view = 'fixture.third'$$, 'and its view is not registered');
select is(
  dashboard_refresh.manage('fixture.third', '*/3 * * * *', '{"job_name": "unread"}', expect_missing => true)
    #>> '{after,schedule}',
  '*/3 * * * *', 'with a schedule given, as the hint says, it is taken over'
);
select cron.schedule('monthly', '0 4 1 * *', 'refresh materialized view fixture.fourth') \g /dev/null
select is(
  dashboard_refresh.manage(
    'fixture.fourth', settings => '{"job_name": "monthly", "schedule": null}', expect_missing => true
  ) #>> '{after,schedule}',
  '*/5 * * * *', 'a default that is asked for takes the place of the old schedule'
);

select cron.alter_job(:by_hand, command => 'select 1', schedule => '@reboot', active => true) \g /dev/null
select is(
  (
    select array_agg(problem ->> 'code') from json_array_elements(dashboard_refresh.status('fixture.second') -> 'problems') as p (problem)
    where problem ->> 'code' like 'job%'
  ),
  array['job_altered'], 'status reports a job of ours that somebody has changed'
);
select dashboard_refresh.reconfigure('fixture.second', settings => '{"schedule": "*/5 * * * *"}') \g /dev/null
select results_eq(
  $$select schedule, command from cron.job where jobname = 'by-hand'$$,
  $$values ('*/5 * * * *', 'set statement_timeout = 0; select dashboard_refresh.tick(''fixture.second'')')$$,
  'setting the schedule puts such a job right, as the problem says'
);

select * from finish();
rollback;
