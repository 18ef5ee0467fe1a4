begin;
\ir ../support/fixture.psql
select plan(24);

create function pg_temp.shown() returns text language sql as $$
  select concat_ws(' ',
    status ->> 'state', coalesce(status ->> 'data_as_of', '-'), coalesce(status ->> 'staleness_seconds', '-'),
    status -> 'promise' ->> 'kept', coalesce(public.dashboard_freshness('totals') ->> 'as_of', '-'), dashboard_refresh.is_fresh())
  from dashboard_refresh.status('fixture.totals') as status
$$;
create function pg_temp.state() returns text language sql as $$select dashboard_refresh.status('fixture.totals') ->> 'state'$$;
create function pg_temp.refresh() returns text language sql as $$
  select dashboard_refresh.run(dashboard_refresh.request('fixture.totals', force => true)) ->> 'status'
$$;
\set nothing 'unknown - - false - f'

select pg_temp.refresh() \g /dev/null
select is(pg_temp.state(), 'fresh', 'after a refresh the view is fresh');

-- As dbt swaps it: the new one is made beside it, with other data.
create materialized view fixture.next as select 'ana'::text as seller, 1::bigint as amount;
alter materialized view fixture.totals rename to old;
alter materialized view fixture.next rename to totals;
select is(pg_temp.shown(), :'nothing', 'nothing is known of a view that has taken the name of another');
select is(dashboard_refresh.status() -> 'skip' ->> 'possible', 'false', 'nor can it be left as it is');
select is((dashboard_refresh.status() -> 'skip' -> 'sources')::text, '[]', 'the sources of the other are not given as its own');
select is(
  (dashboard_refresh.status() -> 'verified_at')::text, 'null', 'what was verified of the other is not given as verified'
);

alter materialized view fixture.totals rename to next;
alter materialized view fixture.old rename to totals;
select is(pg_temp.state(), 'fresh', 'swapped back, what was known of the first is known again');

-- Another schema takes the name.
create schema elsewhere;
create materialized view elsewhere.totals as select 'ana'::text as seller, 1::bigint as amount;
alter materialized view fixture.totals set schema public;
alter materialized view elsewhere.totals set schema fixture;
select is(pg_temp.shown(), :'nothing', 'nothing is known of a view that came from another schema');
alter materialized view fixture.totals set schema elsewhere;
alter materialized view public.totals set schema fixture;

-- The same relation, with other data.
refresh materialized view fixture.totals with no data;
select is(pg_temp.shown(), :'nothing', 'nothing is known of a view that was emptied');
refresh materialized view fixture.totals;
select is(pg_temp.shown(), :'nothing', 'nor of one that somebody else has filled again');
select pg_temp.refresh() \g /dev/null
select is(pg_temp.state(), 'fresh', 'a refresh of ours makes it known');

-- As a restore leaves it: dropped, and created again with the data of then.
drop materialized view fixture.totals;
select is(pg_temp.state(), 'missing', 'a view that is gone is missing');
create materialized view fixture.totals as select 'ana'::text as seller, 1::bigint as amount;
select is(pg_temp.shown(), :'nothing', 'nothing is known of a view that was created again');
select is(pg_temp.refresh(), 'succeeded', 'it is refreshed');
select is(pg_temp.state(), 'fresh', 'and then known');

-- The registry as a restore into a new database leaves it: with the stamps of the old.
update dashboard_refresh.view_state set relation_stamp = '1:1' where true;
select is(pg_temp.shown(), :'nothing', 'what was recorded of a relation of another database says nothing of this one');
select is(
  dashboard_refresh.tick('fixture.totals') <> 'unchanged', true, 'and a tick does not take it for unchanged'
);
select pg_temp.refresh() \g /dev/null

-- The promise counts from when something was known, so that a swap alone is no alarm.
refresh materialized view fixture.totals;
select dashboard_refresh._check_promises(clock_timestamp() + interval '5 minutes') \g /dev/null
select is_empty('select from dashboard_refresh.alerts', 'within max_staleness an unknown view gives no alert');
select dashboard_refresh._check_promises(clock_timestamp() + interval '11 minutes') \g /dev/null
select matches(
  (select summary from dashboard_refresh.alerts where kind = 'stale'),
  'its data, last known as of [-0-9: +]+, is no longer what the last refresh left',
  'after it, it does, and the alert does not give the age of other data as its own'
);
select is(
  (select facts -> 'data_as_of' from dashboard_refresh.alerts where kind = 'stale'), 'null', 'nor do its facts'
);
select pg_temp.refresh() \g /dev/null

-- Through a view that reads it.
create materialized view fixture.top as select max(amount) as amount from fixture.totals;
select dashboard_refresh.manage('fixture.top', settings => '{"path": "database"}') \g /dev/null
create function pg_temp.top() returns text language sql as $$select dashboard_refresh.status('fixture.top') ->> 'state'$$;
select dashboard_refresh.run(dashboard_refresh.request('fixture.top', force => true)) \g /dev/null
select is(pg_temp.top(), 'fresh', 'a view that reads a known one is known');
refresh materialized view fixture.totals;
select dashboard_refresh.run(dashboard_refresh.request('fixture.top', force => true)) \g /dev/null
select is(pg_temp.top(), 'unknown', 'refreshed from a view of which nothing is known, it is as unknown');
select is(
  public.dashboard_freshness('fixture.top') ->> 'as_of', null, 'and readers are not told otherwise'
);
select pg_temp.refresh() \g /dev/null
select dashboard_refresh.run(dashboard_refresh.request('fixture.top', force => true)) \g /dev/null
select is(pg_temp.top(), 'fresh', 'until both are refreshed');
select is(pg_temp.state(), 'fresh', 'the one that it reads is fresh as well');

select * from finish();
rollback;
