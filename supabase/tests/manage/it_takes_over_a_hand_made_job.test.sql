begin;
\ir ../support/fixture.psql
select plan(6);

select cron.schedule(
  'by-hand', '*/7 * * * *', 'REFRESH MATERIALIZED VIEW CONCURRENTLY fixture.second'
) as by_hand \gset
select cron.alter_job(:by_hand, active => false) \g /dev/null

select lives_ok(
  $$select dashboard_refresh.manage('fixture.second', job_name => 'by-hand')$$, 'a hand-made refresh is taken over'
);

select results_eq(
  $$select jobid, command from cron.job where jobname = 'by-hand'$$,
  format($$values (%s::bigint, 'select dashboard_refresh.tick(''fixture.second'')')$$, :by_hand),
  'the job is the same one, and ticks from now on'
);

select is(
  (select active from cron.job where jobname = 'by-hand'), false, 'a job paused by hand stays paused'
);

select is(
  (select active from dashboard_refresh.views where view = 'fixture.second'), false, 'and the registry says so'
);

select cron.schedule('nightly', '0 3 * * *', 'vacuum fixture.sales') \g /dev/null
select throws_ok(
  $$select dashboard_refresh.manage('fixture.third', job_name => 'nightly')$$,
  'DR009', 'the cron job ''nightly'' belongs to something else', 'a job that does something else is refused'
);

select results_eq(
  $$select command from cron.job where jobname = 'nightly'$$, $$values ('vacuum fixture.sales')$$, 'and left as it was'
);

select * from finish();
rollback;
