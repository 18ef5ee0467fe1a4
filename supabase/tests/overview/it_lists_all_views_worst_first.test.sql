begin;
\ir ../support/fixture.psql
select plan(15);

create function pg_temp.names() returns text language sql as $$
  select string_agg(shown ->> 'view', ' ' order by position)
  from json_array_elements(dashboard_refresh.overview() -> 'views') with ordinality as shown (shown, position)
$$;
create function pg_temp.summary(member text) returns text language sql as
  'select dashboard_refresh.overview() -> ''summary'' ->> member';
create procedure pg_temp.add(name text) language plpgsql as $$
begin
  execute format('create materialized view fixture.%I as select * from fixture.sales', name);
  perform dashboard_refresh.manage('fixture.' || name, settings => '{"path": "database", "skip_unchanged": false}');
  perform dashboard_refresh.run(dashboard_refresh.request('fixture.' || name));
  -- As if something had changed since, so that time alone tells.
  update dashboard_refresh.view_state set fingerprint = 'another' where true;
end;
$$;
-- What is made in this transaction has all the same age.
create procedure pg_temp.age(name text, age interval) language sql as $$
  update dashboard_refresh.view_state set data_as_of = clock_timestamp() - age, verified_at = null
  from dashboard_refresh.views
  where views.id = view_state.view_id and views.view_name = name;
$$;

select is(pg_temp.names(), 'fixture.totals', 'the only view is in a list, too');
select dashboard_refresh.unmanage('fixture.totals') \g /dev/null
select is((dashboard_refresh.overview() -> 'views')::text, '[]', 'without managed views the list is empty');
select is(pg_temp.summary('views'), '0', 'without managed views the summary counts none');

call pg_temp.add('a_fresh');
call pg_temp.add('b_fresh');
call pg_temp.add('c_paused');
call pg_temp.add('d_failing');
call pg_temp.add('e_stale');
call pg_temp.add('f_staler');
call pg_temp.add('g_unknown');
call pg_temp.add('h_suspended');
call pg_temp.add('i_missing');
call pg_temp.age('a_fresh', '1 minute');
call pg_temp.age('b_fresh', '2 minutes');
call pg_temp.age('e_stale', '11 minutes');
call pg_temp.age('f_staler', '11 minutes');
select dashboard_refresh.reconfigure('fixture.c_paused', '{"active": false}') \g /dev/null
-- Not older than the other, and further from what it promises.
select dashboard_refresh.reconfigure('fixture.f_staler', '{"max_staleness": "1 minute"}') \g /dev/null
refresh materialized view fixture.g_unknown with no data;
drop materialized view fixture.i_missing;
update dashboard_refresh.view_state
set consecutive_failures = case when view_name = 'd_failing' then 1 else 5 end, failing_since = clock_timestamp(),
  failing_revision = revision, retry_at = clock_timestamp() + interval '5 minutes'
from dashboard_refresh.views
where views.id = view_state.view_id and view_name in ('d_failing', 'h_suspended');

select is(
  pg_temp.names(),
  'fixture.i_missing fixture.h_suspended fixture.g_unknown fixture.f_staler fixture.e_stale fixture.d_failing '
  'fixture.c_paused fixture.b_fresh fixture.a_fresh',
  'missing comes before suspended, unknown, stale, failing, paused and fresh, and within these the furthest from the promise'
);
select is(pg_temp.summary(counts.member), counts.expected, format('the summary counts what is %s', counts.member))
from (
  values ('views', '9'), ('fresh', '5'), ('stale', '2'), ('unknown', '1'), ('missing', '1'), ('paused', '1'),
    ('suspended', '1'), ('failing', '2'), ('promises_broken', '4')
) as counts (member, expected);

select throws_ok(
  $$select dashboard_refresh.overview(31)$$, 'DR010', 'runs = 31 is out of range', 'it lists at most 30 runs of each view'
);
select throws_ok(
  $$select dashboard_refresh.overview(at => 'infinity')$$, 'DR010', 'at = infinity is out of range',
  'a time by which nothing can be judged is refused'
);

select * from finish();
rollback;
