begin;
\ir ../support/fixture.psql
select plan(3);

select dashboard_refresh.tick('fixture.totals') \g /dev/null
update dashboard_refresh.runs set finished_at = started_at + interval '3 minutes' where true;
select dashboard_refresh.reconfigure(settings => '{"schedule": "*/5 * * * *", "max_staleness": "7 minutes", "max_duty_cycle": 1}') \g /dev/null

select is(
  dashboard_refresh.status() -> 'problems' -> 0 ->> 'message',
  'Up to 00:05:00 pass between two firings of the job and a refresh takes up to 180.0 s, but max_staleness is 00:07:00.',
  'a schedule whose interval and refresh together take longer than the promise is a problem'
);
select is(
  dashboard_refresh.status() -> 'problems' -> 0 ->> 'hint', 'Set schedule to */2 * * * *, or raise max_staleness.',
  'a schedule that keeps the promise is suggested'
);

select dashboard_refresh.reconfigure(settings => '{"schedule": "*/2 * * * *"}') \g /dev/null
select is((dashboard_refresh.status() -> 'problems')::jsonb, '[]', 'with the suggested schedule the problem is gone');

select * from finish();
rollback;
