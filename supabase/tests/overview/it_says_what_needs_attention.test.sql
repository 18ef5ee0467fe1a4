begin;
\ir ../support/fixture.psql
select plan(17);

create function pg_temp.attention() returns text language sql as
  'select dashboard_refresh.overview() #>> ''{views,0,attention,code}''';
create function pg_temp.message() returns text language sql as
  'select dashboard_refresh.overview() #>> ''{views,0,attention,message}''';

select is(pg_temp.attention(), 'not_known', 'a view of which nothing is known yet says so');
select dashboard_refresh.run(dashboard_refresh.request()) \g /dev/null
select is(pg_temp.attention(), null, 'a view in order needs no attention');

update dashboard_refresh.view_state set consecutive_losses = 3 where true;
update dashboard_refresh.views set path = 'auto' where true;
select is(pg_temp.attention(), 'function_failing', 'a function that loses runs is said though the data is fresh');
update dashboard_refresh.views set path = 'database' where true;
select is(pg_temp.attention(), null, 'and not where it is not asked');
update dashboard_refresh.view_state set consecutive_losses = 0 where true;

update dashboard_refresh.view_state
set fingerprint = 'another', data_as_of = clock_timestamp() - interval '11 minutes', verified_at = null where true;
select is(pg_temp.attention(), 'promise_broken', 'a broken promise is said where no cause is known');
update dashboard_refresh.view_state set ticks_missed_since = clock_timestamp() where true;
select is(pg_temp.attention(), 'ticks_missing', 'of a broken promise the cause is said: ticks that do not come');
select cron.alter_job(jobid, active => false) from cron.job where command like '%dashboard_refresh.tick(%' \g /dev/null
select is(pg_temp.attention(), 'job_paused', 'of a broken promise the cause is said: a job that was switched off');
select cron.unschedule(jobid) from cron.job where command like '%dashboard_refresh.tick(%' \g /dev/null
select is(pg_temp.attention(), 'job_missing', 'of a broken promise the cause is said: a job that is gone');
select dashboard_refresh.reconfigure(settings => '{"active": false}', changed_by => 'ana') \g /dev/null
select is(pg_temp.attention(), 'paused', 'a paused view is not also complained of');
update dashboard_refresh.views
set paused_by = 'ana', paused_at = '2026-11-24 10:00+00', pause_reason = 'migration', paused_until = '2099-01-01 00:00+00'
where true;
select matches(
  pg_temp.message(), '^Paused by ana since 2026-11-24 .* until 2099-01-01 .*: migration$',
  'a pause is said with who, since when, until when and why'
);
select dashboard_refresh.reconfigure(settings => '{"active": true}') \g /dev/null

update dashboard_refresh.view_state set ticks_missed_since = null where true;
create materialized view fixture.broken as select 1 / (amount - amount) from fixture.sales with no data;
select dashboard_refresh.manage('fixture.broken', settings => '{"path": "database", "failure_limit": 2}') \g /dev/null
select is(
  dashboard_refresh.overview() #>> '{views,0,attention,code}', 'not_populated',
  'a view that cannot be read comes first, in the words of status'
);
select is(
  pg_temp.message(), 'fixture.broken has no data yet, and reading it is an error.', 'the message is that of status'
);
select dashboard_refresh.unmanage('fixture.broken') \g /dev/null

insert into fixture.sales select seller, amount from fixture.sales limit 1;
drop materialized view fixture.totals;
create materialized view fixture.totals as select seller, 1 / 1 as amount from fixture.sales;
create unique index on fixture.totals (seller) where amount > 1;
select dashboard_refresh.reconfigure(settings => '{"concurrently": "always", "failure_limit": 2}') \g /dev/null
select dashboard_refresh.run(dashboard_refresh.request()) \g /dev/null
select is(pg_temp.attention(), 'last_run_failed', 'a refresh that failed comes before what follows from it');
select is(
  pg_temp.message(), dashboard_refresh.overview() #>> '{views,0,last_run,error}', 'the error of the run is the message'
);
select dashboard_refresh.run(dashboard_refresh.request()) \g /dev/null
select is(pg_temp.attention(), 'suspended', 'a view that is suspended says so');

set local default_transaction_read_only = on;
select is(pg_temp.attention(), 'read_only', 'a database that is read-only comes first, as nothing else can be mended there');
set local default_transaction_read_only = off;
drop materialized view fixture.totals;
select is(pg_temp.attention(), 'view_missing', 'a view that is gone is the worst');

select * from finish();
rollback;
