begin;
\ir ../support/fixture.psql
select plan(20);

create function pg_temp.problem() returns jsonb language sql as $$
  select problem::jsonb from json_array_elements(dashboard_refresh.status() -> 'problems') as problem
  where problem ->> 'code' = 'read_only'
$$;
create function pg_temp.all_of_it() returns text language sql as $$
  select md5(concat(
    (select string_agg(view_state::text, '' order by view_id) from dashboard_refresh.view_state),
    (select string_agg(runs::text, '' order by id) from dashboard_refresh.runs),
    (select string_agg(alerts::text, '' order by id) from dashboard_refresh.alerts),
    (select string_agg(duty_failures::text, '' order by duty) from dashboard_refresh.duty_failures)
  ))
$$;
select dashboard_refresh.tick('fixture.totals') \g /dev/null
insert into fixture.sales values ('eva', 1);
select is(dashboard_refresh.is_fresh(), true, 'before, all is fresh');
select is(pg_temp.problem(), null, 'and there is no such problem');
select dashboard_refresh.request() as run_id \gset
update dashboard_refresh.view_state set tick_due_at = now() - interval '1 hour' where true;
select pg_temp.all_of_it() as before \gset

-- A transaction alone that is read-only, as the REST API makes some, says nothing of the database.
savepoint writable;
set local transaction_read_only = on;
select is(pg_temp.problem(), null, 'what reads in a read-only transaction does not take the database for one');
rollback to writable;

-- As in every session of a database whose disk is full, on Supabase.
set local default_transaction_read_only = on;
set local transaction_read_only = on;
select is(dashboard_refresh.tick('fixture.totals'), 'read_only', 'a tick says read_only');
select throws_ok(
  $$select dashboard_refresh.tick('fixture.nothing')$$, 'DR001', null, 'a tick of an unknown view says that'
);
select lives_ok('call dashboard_refresh.watchdog()', 'the watchdog ends');
select is(pg_temp.all_of_it(), :'before'::text, 'neither has written anything');

select throws_ok('select dashboard_refresh.request()', '25006', 'the database is read-only', 'a request is refused');
select throws_ok(
  format('select dashboard_refresh.run(%L)', :'run_id'), '25006', 'the database is read-only', 'a run is not begun'
);
select throws_ok(
  $$select dashboard_refresh.reconfigure(settings => '{"active": false}')$$, '25006', 'the database is read-only',
  'settings cannot be changed'
);
select throws_ok(
  $$select dashboard_refresh.manage('fixture.totals')$$, '25006', 'the database is read-only', 'nothing can be managed'
);
select throws_ok(
  $$select dashboard_refresh.unmanage('fixture.totals')$$, '25006', 'the database is read-only', 'nor the reverse'
);
select throws_ok('select dashboard_refresh.test_alert()', '25006', 'the database is read-only', 'no alert can be sent');
select lives_ok('select dashboard_refresh.history()', 'the history can be read');
select throws_ok(
  'select dashboard_refresh.drift()', 'DR015', null, 'the drift cannot be measured, since that takes a temporary view'
);
select is(dashboard_refresh.is_fresh(), false, 'nothing passes for fresh that cannot be refreshed');
select is(pg_temp.problem() ->> 'severity', 'error', 'the status has the problem');
select matches(pg_temp.problem() ->> 'message', 'default_transaction_read_only is on on this server', 'and why it is so');
select matches(pg_temp.problem() ->> 'hint', 'make room, or get a larger disk', 'and what to do');
select unalike(pg_temp.problem()::text, '%watchdog%', 'and promises nothing that nobody can keep');

select * from finish();
rollback;
