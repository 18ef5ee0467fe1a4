begin;
\ir ../support/fixture.psql
select plan(8);

insert into dashboard_refresh.runs (view_id, trigger, path, status, requested_at, finished_at, data_as_of)
select views.id, 'cron', 'edge', 'succeeded', moments.moment, moments.moment, moments.moment
from dashboard_refresh.views
cross join generate_series(timestamptz '2026-11-24 00:00+00', '2026-11-24 00:20+00', '5 minutes') as moments (moment);
select dashboard_refresh.request() \g /dev/null

create temporary table first_page as select dashboard_refresh.history(max_runs => 4) as it;
create temporary table second_page as
select dashboard_refresh.history(max_runs => 4, before => (it ->> 'next')::uuid) as it from first_page;

select is((select json_array_length(it -> 'runs') from first_page), 4, 'a page has as many runs as asked for');
select is((select it #>> '{runs,0,status}' from first_page), 'queued', 'a page begins with the newest run');
select is((select json_array_length(it -> 'runs') from second_page), 2, 'the next page has the rest of the runs');
select is(
  (select (it #>> '{runs,1,requested_at}')::timestamptz from second_page), timestamptz '2026-11-24 00:00+00', 'the last page ends with the oldest run'
);
select is((select (it -> 'next')::jsonb from second_page), 'null', 'the last page names no next one');
select is(
  json_array_length(dashboard_refresh.history(status => 'queued') -> 'runs'), 1,
  'the runs of one status can be asked for'
);
select throws_ok(
  $$select dashboard_refresh.history(status => 'odd')$$, 'DR010', 'odd is no status of a run',
  'a status that does not exist is refused'
);
select throws_ok(
  $$select dashboard_refresh.history(before => '00000000-0000-0000-0000-000000000000')$$,
  'DR008', null, 'a page after a run nobody knows is an error'
);

select * from finish();
rollback;
