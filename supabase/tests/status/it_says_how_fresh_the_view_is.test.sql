begin;
\ir ../support/fixture.psql
select plan(13);

select is(dashboard_refresh.status() ->> 'state', 'unknown', 'before the first refresh nothing is known');
select is(
  (dashboard_refresh.status() -> 'staleness_seconds')::jsonb, 'null',
  'before the first refresh it is unknown how stale the view is'
);
select is(dashboard_refresh.status() -> 'promise' ->> 'kept', 'false', 'before the first refresh no promise is kept');

select dashboard_refresh.reconfigure(settings => '{"skip_unchanged": false}') \g /dev/null
select dashboard_refresh.tick('fixture.totals') \g /dev/null
-- As if something had changed since, so that time alone tells.
update dashboard_refresh.view_state set fingerprint = 'another' where true;
select is(dashboard_refresh.status() ->> 'state', 'fresh', 'after a refresh the view is fresh');
select is(
  (dashboard_refresh.status(at => (select data_as_of + interval '90.5 seconds' from dashboard_refresh.view_state))
    ->> 'staleness_seconds')::numeric,
  90.5, 'staleness grows by the second'
);
select is(
  dashboard_refresh.status(at => (select data_as_of + interval '10 minutes' from dashboard_refresh.view_state)) ->> 'state',
  'fresh', 'a view is fresh as long as the promise is kept'
);
select is(
  dashboard_refresh.status(at => (select data_as_of + interval '601 seconds' from dashboard_refresh.view_state)) ->> 'state',
  'stale', 'a view is stale when the promise is broken'
);
select is(json_array_length(dashboard_refresh.status() -> 'last_runs'), 1, 'status lists the last runs');
select is(
  dashboard_refresh.status() -> 'last_24_hours' ->> 'succeeded', '1', 'status counts the runs of a day'
);
select is(
  (dashboard_refresh.status(at => '2026-11-24 03:12:10+00') -> 'job' ->> 'next_run_at')::timestamptz,
  timestamptz '2026-11-24 03:15+00', 'status says when the job fires next'
);

refresh materialized view fixture.totals with no data;
select is(
  dashboard_refresh.status() ->> 'state', 'unknown',
  'a view without data is not fresh, however lately it was refreshed'
);

drop materialized view fixture.totals;
select is(dashboard_refresh.status() ->> 'state', 'missing', 'a view that is gone is missing');
select throws_ok(
  $$select dashboard_refresh.status(runs => 101)$$, 'DR010', 'runs = 101 is out of range',
  'status lists no more than 100 runs'
);

select * from finish();
rollback;
