begin;
\ir ../support/fixture.psql
select plan(9);

select is(dashboard_refresh.status() ->> 'paused', 'false', 'an active view is not paused');
select is((dashboard_refresh.status() -> 'suspended')::jsonb, 'null', 'an active view is not suspended');
select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select is(dashboard_refresh.status() ->> 'paused', 'true', 'active false is shown as paused');
select is(dashboard_refresh.status() #>> '{job,active}', 'false', 'the job of a paused view is shown as not active');
select dashboard_refresh.reconfigure(settings => '{"active": true}') \g /dev/null

select pg_temp.has_failed(4, null) \g /dev/null
select is((dashboard_refresh.status() -> 'suspended')::jsonb, 'null', 'failures below the limit are no suspension');
select pg_temp.has_failed(5, clock_timestamp() + interval '5 minutes') \g /dev/null
select is(dashboard_refresh.status() #>> '{suspended,failures}', '5', 'a suspension is shown with its failures');
select is(
  (dashboard_refresh.status() #>> '{suspended,retry_at}')::timestamptz, (select retry_at from dashboard_refresh.view_state),
  'a suspension is shown with the time of the next attempt'
);
select matches(
  dashboard_refresh.status() #>> '{suspended,hint}', 'refresh it with force',
  'a suspension is shown with what to do to try at once'
);
select is(
  (dashboard_refresh.status(at => clock_timestamp() + interval '6 minutes') -> 'suspended')::jsonb, 'null',
  'when the time of the next attempt has come the view is not suspended any more'
);

select * from finish();
rollback;
