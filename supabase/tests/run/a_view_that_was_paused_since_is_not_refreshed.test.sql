begin;
\ir ../support/fixture.psql
select plan(7);

create function pg_temp.leave(trigger text, path text) returns uuid language sql as $$
  insert into dashboard_refresh.runs (view_id, trigger, path) select id, leave.trigger, leave.path from dashboard_refresh.views
  returning id
$$;
select dashboard_refresh.tick('fixture.totals') \g /dev/null
delete from dashboard_refresh.runs where true;
insert into fixture.sales values ('eva', 1);

select pg_temp.leave('cascade', 'database') \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select pg_temp.watchdog(clock_timestamp() + interval '1 minute') \g /dev/null
select results_eq(
  'select trigger, status, error_message from dashboard_refresh.runs',
  $$values ('cascade', 'lost', 'fixture.totals was paused before it ran')$$,
  'a cascade that waited when the view was paused ends without a refresh'
);
select is_empty($$select from fixture.totals where seller = 'eva'$$, 'a paused view stays as it was');
select results_eq(
  'select consecutive_failures, consecutive_losses, open_alerts from dashboard_refresh.view_state',
  $$values (0, 0, '{}'::text[])$$, 'a run that was dropped is no failure'
);

-- The Edge Function may have been on its way.
select is(
  dashboard_refresh.run(pg_temp.leave('cron', 'edge'), 'edge') ->> 'status', 'lost',
  'the Edge Function that comes for a view which was paused meanwhile finds its run ended'
);
select pg_temp.leave('cron', 'edge') \g /dev/null
select pg_temp.watchdog(clock_timestamp() + interval '2 minutes') \g /dev/null
select is_empty(
  $$select from dashboard_refresh.runs where trigger = 'watchdog' or status = 'queued'$$,
  'a run that is lost while the view is paused is not made up for'
);
select is(
  dashboard_refresh.run(dashboard_refresh.request(force => true)) ->> 'status', 'succeeded',
  'a refresh with force refreshes a paused view'
);
delete from dashboard_refresh.runs where true;
insert into fixture.sales values ('ida', 1);
select pg_temp.leave('cascade', 'database'), dashboard_refresh.rescue() \g /dev/null
select dashboard_refresh.run(id) from dashboard_refresh.runs where status = 'queued' \g /dev/null

select dashboard_refresh.reconfigure(settings => '{"active": true}') \g /dev/null
select pg_temp.ticks_are_due('infinity') \g /dev/null
select pg_temp.watchdog(clock_timestamp() + interval '3 minutes') \g /dev/null
select isnt_empty($$select from fixture.totals where seller = 'ida'$$, 'when the view is resumed, what was dropped is made up for');

select * from finish();
rollback;
