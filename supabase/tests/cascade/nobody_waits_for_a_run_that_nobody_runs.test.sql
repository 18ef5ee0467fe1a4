begin;
\ir ../support/fixture.psql
select plan(3);

create materialized view fixture.reader as select count(*) as sellers from fixture.totals;
create unique index on fixture.reader (sellers);
select dashboard_refresh.manage('fixture.reader', settings => '{"path": "database", "max_duty_cycle": 1}') \g /dev/null
select is(dashboard_refresh.tick('fixture.reader'), 'succeeded', 'the first tick finds out what the reader reads');

-- Without a job and without rescue jobs, a run of what it reads may wait for ever.
insert into dashboard_refresh.runs (view_id, trigger, path)
select id, 'cascade', 'database' from dashboard_refresh.views where view_name = 'totals';
select is(dashboard_refresh.tick('fixture.reader'), 'upstream', 'a tick waits for what it reads');
update dashboard_refresh.runs set requested_at = clock_timestamp() - interval '4 minutes' where status = 'queued';
select is(dashboard_refresh.tick('fixture.reader'), 'succeeded', 'but not for ever');

select * from finish();
rollback;
