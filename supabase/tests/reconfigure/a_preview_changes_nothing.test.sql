begin;
\ir ../support/fixture.psql
\ir ../support/keys.psql
\ir ../support/error.psql
select plan(35);

create function pg_temp.preview(settings jsonb) returns json language sql as $$
  select public.preview_dashboard_refresh_settings(settings => settings)
$$;
create function pg_temp.sentences(settings jsonb) returns setof text language sql as $$
  select * from json_array_elements_text(pg_temp.preview(settings) -> 'changes')
$$;
create temporary view everything as
select
  (select json_agg(views) from dashboard_refresh.views)::text as views,
  (select json_agg(view_state) from dashboard_refresh.view_state)::text as states,
  (select json_agg(job order by jobid) from cron.job)::text as jobs,
  (select count(*) from dashboard_refresh.config_changes) as changes;
create temporary table before as select * from everything;

create temporary table answer as
select pg_temp.preview('{"schedule": "0 6 * * 1-5", "time_zone": "America/Bogota", "max_staleness": "20 minutes"}') as it;
select is(
  (select pg_temp.keys(it) from answer),
  'view dry_run before after revision schedule promise changes problems', 'a preview has its members in order'
);
select is((select it ->> 'dry_run' from answer), 'true', 'it says that it is one');
select is((select it #>> '{before,schedule}' from answer), '*/5 * * * *', 'it shows what the settings are');
select is((select it #>> '{after,schedule}' from answer), '0 6 * * 1-5', 'and what they would be');
select is(
  (select (it ->> 'revision')::integer from answer), (select revision from dashboard_refresh.views),
  'the revision is the one that there is, for the change that may follow'
);
select is(
  (select pg_temp.keys(it -> 'schedule') from answer),
  'schedule time_zone firings longest_pause_seconds job_schedule now', 'the schedule has its members in order'
);
select is((select json_array_length(it #> '{schedule,firings}') from answer), 3, 'with the next three firings');
select is(
  (
    select count(*) from answer, json_array_elements_text(it #> '{schedule,firings}') as firing
    where extract(hour from firing::timestamptz at time zone 'America/Bogota') = 6
      and extract(isodow from firing::timestamptz at time zone 'America/Bogota') <= 5
  ),
  3::bigint, 'all of them at six in Bogota on a weekday'
);
select is((select it #>> '{schedule,longest_pause_seconds}' from answer), '259200', 'and the longest that it lets pass');
select is(
  (select pg_temp.keys(it -> 'promise') from answer), 'max_staleness_seconds reachable reason suggested_schedule',
  'the promise has its members in order'
);
select is((select it #>> '{promise,reachable}' from answer), 'false', 'a promise that the schedule cannot keep is not reachable');
select matches((select it #>> '{promise,reason}' from answer), '^Up to 3 days pass between two firings', 'and it says why');
select is((select it #>> '{promise,suggested_schedule}' from answer), '*/15 * * * *', 'and which schedule could keep it');
select ok(
  exists (
    select from answer, json_array_elements(it -> 'problems') as problem where problem ->> 'code' = 'schedule_too_slow'
  ),
  'the problems are those that there would be'
);
select is(
  (select json_agg(changes)::jsonb from answer, json_array_elements_text(it -> 'changes') as changes),
  '[
    "schedule: from */5 * * * * to 0 6 * * 1-5.",
    "max_staleness: from 00:10:00 to 00:20:00.",
    "time_zone: from none to America/Bogota.",
    "The cron job fires at 0 * * * *, in GMT, and refreshes only when the schedule is due in America/Bogota."
  ]',
  'what changes is said in sentences'
);

select set_eq($$select pg_temp.sentences('{"active": true}')$$, array['Nothing changes.'], 'that nothing changes too');
select ok(
  'Scheduled refreshes stop until somebody sets active to true.' in (select pg_temp.sentences('{"active": false}')), 'what a pause means'
);
select ok(
  'Scheduled refreshes stop, and go on by themselves at paused_until.'
    in (select pg_temp.sentences('{"active": false, "paused_until": "2999-01-01T00:00:00Z"}')),
  'and one with an end'
);
select ok('The cron job refresh-totals is removed.' in (select pg_temp.sentences('{"scheduled": false}')), 'what becomes of the job');
select matches(
  pg_temp.preview('{"scheduled": false}') #>> '{promise,reason}', '^It has no job', 'without a job no promise is kept by itself'
);
select matches(
  pg_temp.preview('{"active": false}') #>> '{promise,reason}', '^It is paused', 'nor while it is paused'
);
select is(pg_temp.preview('{"path": "auto"}') #>> '{promise,reachable}', 'true', 'a promise that can be kept is reachable');
select is(pg_temp.preview('{"path": "auto"}') #>> '{promise,reason}', null, 'and there is no reason why not');

-- The same errors as the real one.
select is(
  (select message from pg_temp.error_of(format('select dashboard_refresh.preview(settings => %L)', settings))),
  (select message from pg_temp.error_of(format('select dashboard_refresh.reconfigure(settings => %L)', settings))),
  format('%s is refused as by the real one', settings)
)
from (
  values ('{"schedule": "0 0 31 2 *"}'), ('{"shedule": 1}'), ('{}'), ('{"time_zone": "Bogota"}'), ('{"pause_reason": "x"}'), ('[]')
) as bad (settings);
select is(
  (select code from pg_temp.error_of($$select public.preview_dashboard_refresh_settings(settings => '{"active": false}', expected_revision => 77)$$)),
  'DR014', 'so is one for another revision'
);
select is(
  (select code from pg_temp.error_of($$select dashboard_refresh.preview('fixture.nothing', '{"active": false}')$$)), 'DR001', 'and another view'
);
select cron.schedule('taken', '0 0 * * *', 'select 1') \g /dev/null
select is(
  (select code from pg_temp.error_of($$select dashboard_refresh.preview(settings => '{"job_name": "taken"}')$$)), 'DR009',
  'and a job name that belongs to another'
);
select cron.unschedule('taken') \g /dev/null

select pg_temp.has_failed(5, clock_timestamp() + interval '5 minutes') \g /dev/null
select ok(
  'The 5 failures in a row no longer count, which ends the suspension.' in (select pg_temp.sentences('{"active": true}')),
  'that a suspension ends is said'
);
update dashboard_refresh.view_state
set consecutive_failures = 0, failing_since = null, failing_revision = null, retry_at = null
where true;

select results_eq('select * from everything', 'select * from before', 'nothing has changed by any of this');
select dashboard_refresh.reconfigure(settings => '{"max_staleness": "21 minutes"}', expected_revision => (select (it ->> 'revision')::integer from answer))
\g /dev/null
select is(
  (select max_staleness from dashboard_refresh.views), interval '21 minutes', 'so that the change can follow for the same revision'
);

select * from finish();
rollback;
