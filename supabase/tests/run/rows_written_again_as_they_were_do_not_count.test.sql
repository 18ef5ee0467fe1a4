-- A concurrent refresh deletes and inserts each row that has a null in a unique index, changed or not.
begin;
\ir ../support/fixture.psql
select plan(17);

create table fixture.source (a integer, b text, body json);
insert into fixture.source values (1, 'x', '1'), (2, null, '2'), (2, null, '2'), (null, 'y', '3'), (null, null, null);
create materialized view fixture.keyed as select * from fixture.source;
create unique index keyed_idx on fixture.keyed (a, b);
create materialized view fixture.reader as select count(*) as rows from fixture.keyed;
create unique index on fixture.reader (rows);
select dashboard_refresh.manage('fixture.keyed', settings => '{"path": "database", "max_duty_cycle": 1}') \g /dev/null
select dashboard_refresh.manage('fixture.reader', settings => '{"path": "database", "max_duty_cycle": 1}') \g /dev/null
select dashboard_refresh.tick('fixture.reader') \g /dev/null

create function pg_temp.refreshed() returns text language plpgsql as $$
declare
  v_run json;
begin
  delete from dashboard_refresh.runs where true;
  v_run := dashboard_refresh.run(dashboard_refresh.request('fixture.keyed'));
  return concat_ws(
    ' ', v_run ->> 'method', v_run ->> 'rows_inserted', v_run ->> 'rows_deleted',
    (select count(*) from dashboard_refresh.runs where trigger = 'cascade')
  );
end;
$$;
create function pg_temp.written() returns bigint language sql as $$
  select pg_stat_get_xact_tuples_inserted('fixture.keyed'::regclass)
$$;

select pg_temp.written() as written \gset
select is(pg_temp.refreshed(), 'concurrently 0 0 0', 'what did not change does not count, and nothing that reads it is refreshed');
select is(pg_temp.written() - :written, 4::bigint, 'although PostgreSQL has written four rows again');
select is(
  (select null_keys from dashboard_refresh.view_state join dashboard_refresh.views on id = view_id where view = 'fixture.keyed'),
  array['a', 'b'], 'the state of the view says where there are nulls'
);
select is(pg_temp.refreshed(), 'concurrently 0 0 0', 'nor does it the next time');

insert into fixture.source values (2, null, '2');
select is(pg_temp.refreshed(), 'concurrently 1 0 1', 'one more of the same counts, and what reads the view is refreshed');
update fixture.source set body = '4' where a is null and b = 'y';
select is(pg_temp.refreshed(), 'concurrently 1 1 1', 'one that changed counts');
delete from fixture.source where a is null and b is null;
select is(pg_temp.refreshed(), 'concurrently 0 1 1', 'one that is gone counts');
update fixture.source set b = 'z' where a = 1;
select is(pg_temp.refreshed(), 'concurrently 1 1 1', 'one with a full key that changed counts');
delete from fixture.source where a is null or b is null;
select is(pg_temp.refreshed(), 'concurrently 0 4 1', 'the last of them count');
select is(
  (select null_keys from dashboard_refresh.view_state join dashboard_refresh.views on id = view_id where view = 'fixture.keyed'),
  array[]::text[], 'after which there are none'
);
select is(pg_temp.refreshed(), 'concurrently 0 0 0', 'a refresh without a change counts nothing');
insert into fixture.source values (null, 'n', null);
select is(pg_temp.refreshed(), 'concurrently 1 0 1', 'the first one counts');
select is(pg_temp.refreshed(), 'concurrently 0 0 0', 'and not again');

-- A composite value of nothing but nulls is none itself, and pairs with its like.
drop materialized view fixture.reader, fixture.keyed;
delete from fixture.source where b <> 'n';
create type fixture.pair as (x integer, y integer);
create materialized view fixture.keyed as select row(null, null)::fixture.pair as a, body from fixture.source;
create unique index on fixture.keyed (a);
select pg_temp.refreshed() \g /dev/null
select is(pg_temp.refreshed(), 'concurrently 0 0 0', 'a composite key is no null');
update fixture.source set body = '5';
select is(pg_temp.refreshed(), 'concurrently 1 1 0', 'and its row counts when it changes');

-- All unique indexes pair, one after the other.
drop materialized view fixture.keyed;
create materialized view fixture.keyed as select id, nullif(id, 2) as other, id as "r0" from generate_series(1, 3) as id;
create unique index on fixture.keyed (id);
create unique index on fixture.keyed (other, "r0");
select pg_temp.written() as written \gset
select is(pg_temp.refreshed(), 'concurrently 0 0 0', 'a null in the second unique index is one too');
select is(pg_temp.written() - :written, 1::bigint, 'for which PostgreSQL writes a row again');

select * from finish();
rollback;
