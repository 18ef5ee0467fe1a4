begin;
\ir ../support/fixture.psql
\ir ../support/error.psql
select plan(5);

create materialized view fixture.other as select 1 as one;
select cron.schedule('by-hand', '0 11 * * *', 'refresh materialized view fixture.other') \g /dev/null

select is(
  (select code from pg_temp.error_of($$select dashboard_refresh.manage('fixture.other', settings => '{"time_zone": "America/Bogota"}')$$)),
  'DR004', 'a job whose hours would be those of another time zone is not taken over as it is'
);
select is(
  (select schedule from cron.job where jobname = 'by-hand'), '0 11 * * *', 'and stays as it was'
);
select is(
  dashboard_refresh.manage('fixture.other', '0 6 * * *', '{"time_zone": "America/Bogota"}') #>> '{after,schedule}', '0 6 * * *',
  'with the schedule as it is to be in that zone it is'
);
select is(
  (select schedule from cron.job where jobname = 'by-hand'), '0 * * * *', 'and fires when that may be due'
);
select dashboard_refresh.unmanage('fixture.other', restore_job => true) \g /dev/null
select is(
  (select schedule from cron.job where jobname = 'by-hand'), '0 11 * * *', 'put back, it has the hours that it had'
);

select * from finish();
rollback;
