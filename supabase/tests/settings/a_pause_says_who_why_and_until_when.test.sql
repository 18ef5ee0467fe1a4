begin;
\ir ../support/fixture.psql
\ir ../support/error.psql
select plan(31);

create function pg_temp.pause() returns json language sql as $$ select dashboard_refresh.status() -> 'pause' $$;
create function pg_temp.job_is_active() returns boolean language sql as $$
  select job.active from cron.job where job.jobname = 'refresh-totals'
$$;

select is(pg_temp.pause() ->> 'by', null, 'a view that is not paused has no pause');

select dashboard_refresh.reconfigure(
  settings => '{"active": false, "pause_reason": "moving house", "paused_until": "2999-01-01T18:00:00-05:00"}', changed_by => 'ana'
) \g /dev/null
select is(pg_temp.pause() ->> 'by', 'ana', 'a pause says who');
select cmp_ok(
  (pg_temp.pause() ->> 'at')::timestamptz, '>', clock_timestamp() - interval '1 minute', 'and since when'
);
select is(pg_temp.pause() ->> 'reason', 'moving house', 'and why');
select is((pg_temp.pause() ->> 'until')::timestamptz, timestamptz '2999-01-01 23:00+00', 'and until when');
select is(
  dashboard_refresh.status() #>> '{settings,paused_until}', '2999-01-01T23:00:00+00:00',
  'settings show a time in Greenwich''s, whatever the session''s zone is'
);
select ok(not pg_temp.job_is_active(), 'and the job is paused');

create temporary table first_pause as select pg_temp.pause() as it;
select dashboard_refresh.reconfigure(settings => '{"pause_reason": "still moving"}', changed_by => 'luis') \g /dev/null
select is(pg_temp.pause() ->> 'reason', 'still moving', 'a view that is paused can be given another reason');
select is(pg_temp.pause() ->> 'by', 'ana', 'who paused it has paused it still');
select is(pg_temp.pause() ->> 'at', (select it ->> 'at' from first_pause), 'and at the same time');
select dashboard_refresh.reconfigure(settings => '{"active": false, "paused_until": null}', changed_by => 'luis') \g /dev/null
select is(pg_temp.pause() ->> 'until', null, 'null lets a pause last');
select is(pg_temp.pause() ->> 'reason', 'still moving', 'and leaves the reason');

select dashboard_refresh.reconfigure(settings => '{"active": true}') \g /dev/null
select is(pg_temp.pause() ->> 'by', null, 'a view that is resumed has no pause');
select results_eq(
  $$select paused_by, paused_at, pause_reason, paused_until from dashboard_refresh.views$$,
  $$values (null::text, null::timestamptz, null::text, null::timestamptz)$$,
  'and nothing of it is left'
);
select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select is(pg_temp.pause() ->> 'reason', null, 'the next pause starts without the reason of the last');
select is(pg_temp.pause() ->> 'by', session_user::text, 'over SQL it is the role of the session who pauses');
select dashboard_refresh.reconfigure(settings => '{"active": null}') \g /dev/null
select ok(pg_temp.job_is_active(), 'null, the default, resumes it too');

-- What is no pause.
select is(
  (select message from pg_temp.error_of($$select dashboard_refresh.reconfigure(settings => '{"pause_reason": "why"}')$$)),
  'pause_reason belongs to a pause: give active as false with it.', 'a reason without a pause is refused'
);
select is(
  (select message from pg_temp.error_of($$select dashboard_refresh.reconfigure(settings => '{"paused_until": "2999-01-01T00:00:00Z"}')$$)),
  'paused_until belongs to a pause: give active as false with it.', 'an end without a pause is refused'
);
select is(
  (select message from pg_temp.error_of(
    $$select dashboard_refresh.reconfigure(settings => '{"active": true, "pause_reason": "why", "paused_until": "2999-01-01T00:00:00Z"}')$$
  )),
  'pause_reason belongs to a pause: give active as false with it. '
  'paused_until belongs to a pause: give active as false with it.',
  'so are both with a view that is to be resumed, in one answer'
);
select is(
  dashboard_refresh.reconfigure(settings => '{"pause_reason": null, "paused_until": null}') #>> '{after,pause_reason}', null,
  'that there is none can be said of any view'
);
select is(
  (select code from pg_temp.error_of(format($$select dashboard_refresh.reconfigure(settings => %L)$$, settings))), 'DR004', description
)
from (
  values
    ('{"active": false, "paused_until": "2020-01-01T00:00:00Z"}', 'an end that is past is refused'),
    ('{"active": false, "paused_until": "tomorrow"}', 'so is a word for a time'),
    ('{"active": false, "paused_until": "infinity"}', 'one that never comes'),
    ('{"active": false, "paused_until": "2999-01-01 00:00"}', 'one without its zone'),
    ('{"active": false, "paused_until": "2999-02-30T00:00:00Z"}', 'one that is in no calendar'),
    ('{"active": false, "paused_until": 4102444800}', 'a number'),
    ('{"active": false, "pause_reason": ""}', 'an empty reason'),
    ('{"active": false, "pause_reason": "a\u0007b"}', 'one with a control character')
) as bad (settings, description);
select is(
  (select message from pg_temp.error_of($$select dashboard_refresh.reconfigure(settings => '{"active": false, "paused_until": "soon"}')$$)),
  'paused_until must be a time to come, with its zone, as in 2026-12-24T18:00:00Z.', 'and the answer says what would be right'
);
select ok((select active from dashboard_refresh.views), 'a bad pause pauses nothing');

select * from finish();
rollback;
