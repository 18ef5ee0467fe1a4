-- A unique index takes any number of rows whose key has a null: they are compared by all they hold, each copy counted.
begin;
\ir ../support/fixture.psql
select plan(9);

create table fixture.source (a integer, b integer, body json);
insert into fixture.source values (1, 1, '1'), (1, null, '2'), (1, null, '2'), (null, null, '3'), (null, 1, null);
create materialized view fixture.keyed as select * from fixture.source;
create unique index on fixture.keyed (a, b);
select dashboard_refresh.manage('fixture.keyed', settings => '{"path": "database"}') \g /dev/null

create function pg_temp.drift(change text) returns text language plpgsql as $$
declare
  v_drift json;
begin
  begin
    execute change;
    v_drift := dashboard_refresh.drift('fixture.keyed');
    raise exception using errcode = 'UNDO1';
  exception when sqlstate 'UNDO1' then
    return concat_ws(' ', v_drift ->> 'missing', v_drift ->> 'extra', v_drift ->> 'different');
  end;
end;
$$;

select is(pg_temp.drift('select'), '0 0 0', 'equal rows are equal, whatever their keys lack');
select is(
  pg_temp.drift($$insert into fixture.source values (1, null, '2')$$), '1 0 0', 'one more of the same is missing'
);
select is(
  pg_temp.drift('delete from fixture.source where a is null and b is null'), '0 1 0', 'one that is no longer there is extra'
);
select is(
  pg_temp.drift($$update fixture.source set body = '4' where a is null and b = 1$$), '1 1 0',
  'one that changed is missing and extra'
);
select is(
  pg_temp.drift($$update fixture.source set body = '4' where b = 1 and a = 1$$), '0 0 1',
  'one with a full key that changed is different'
);
select is(
  pg_temp.drift('update fixture.source set b = null where a = 1'), '1 1 0', 'one that lost its key is missing and extra'
);

drop index fixture.keyed_a_b_idx;
select is(pg_temp.drift('select'), '0 0 0', 'without an index, so are all');
select is(
  pg_temp.drift($$update fixture.source set body = '4' where b is null$$), '3 3 0', 'and what changed is missing and extra'
);

-- 0.1 + 0.2 and 0.3 are written alike with 15 digits, and two keys all the same.
set local extra_float_digits = 0;
create materialized view fixture.measured as
  select x, count(*) as n
  from (values (0.1::float8 + 0.2::float8), (0.3::float8)) as measured (x), fixture.sales
  group by x;
create unique index on fixture.measured (x);
select dashboard_refresh.manage('fixture.measured', settings => '{"path": "database"}') \g /dev/null
select is(
  (dashboard_refresh.drift('fixture.measured')::jsonb - 'at') @> '{"missing": 0, "extra": 0, "different": 0}', true,
  'keys that are written alike are told apart'
);

select * from finish();
rollback;
