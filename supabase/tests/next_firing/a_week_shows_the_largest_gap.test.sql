begin;
\ir ../support/fixture.psql
select plan(17);

create temporary table cases (schedule text, gap interval, description text);
insert into cases values
  ('* * * * *', '1 minute', 'every minute'),
  ('*/5 * * * *', '5 minutes', 'every five minutes'),
  ('*/7 * * * *', '7 minutes', 'a step that does not divide the hour is shorter at its end, not longer'),
  ('*/25 * * * *', '25 minutes', 'every 25 minutes'),
  ('*/5 8-18 * * *', '13 hours 5 minutes', 'the night counts'),
  ('*/5 * * * 1-5', '2 days 5 minutes', 'the weekend counts'),
  ('0 9 * * mon-fri', '3 days', 'the weekend after working days counts'),
  ('0,50 * * * *', '50 minutes', 'uneven minutes'),
  ('0 9 * * 7', '7 days', 'once a week'),
  ('0 9 1 * *', '31 days', 'less than once a week: until it fires again'),
  ('0 9 $ 2 *', '366 days', 'the last day of one month'),
  ('0 9 13 * 5', '7 days', 'two day fields match either day'),
  ('30 seconds', '30 seconds', 'seconds'),
  ('@hourly', '1 hour', 'a short name'),
  ('0 0 31 2 *', null, 'one that never fires');
select is(
  dashboard_refresh._largest_gap(schedule, '2026-11-24 03:12:10+00'), gap, description || ': ' || schedule
)
from cases;

-- Office hours keep a promise of ten minutes by day, and break it every night.
select dashboard_refresh.reconfigure(settings => '{"schedule": "*/5 8-18 * * *"}') \g /dev/null
select results_eq(
  $$
    select problem ->> 'code', problem ->> 'message', problem ->> 'hint'
    from json_array_elements(dashboard_refresh.status() -> 'problems') as problems (problem)
  $$,
  $$
    values (
      'schedule_too_slow',
      'Up to 13:05:00 pass between two firings of the job and a refresh takes up to 0.0 s, but max_staleness is 00:10:00.',
      'Set schedule to */5 * * * *, or raise max_staleness.'
    )
  $$,
  'a schedule that rests at night cannot keep a promise of ten minutes'
);
select dashboard_refresh.reconfigure(settings => '{"schedule": "*/5 * * * *"}') \g /dev/null
select is((dashboard_refresh.status() -> 'problems')::jsonb, '[]', 'with the suggested schedule the problem is gone');

select * from finish();
rollback;
