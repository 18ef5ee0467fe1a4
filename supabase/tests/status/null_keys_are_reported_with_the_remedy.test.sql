begin;
\ir ../support/fixture.psql
select plan(11);

create function pg_temp.null_keys() returns jsonb language sql as $$
  select problem::jsonb
  from json_array_elements(dashboard_refresh.status('fixture.keyed') -> 'problems') as problems (problem)
  where problem ->> 'code' = 'null_keys'
$$;
create function pg_temp.refresh() returns text language sql as $$
  select dashboard_refresh.run(dashboard_refresh.request('fixture.keyed')) ->> 'status'
$$;
create function pg_temp.rewritten() returns bigint language plpgsql as $$
declare
  v_before bigint := pg_stat_get_xact_tuples_inserted('fixture.keyed'::regclass);
begin
  if pg_temp.refresh() <> 'succeeded' then
    raise exception 'the refresh failed';
  end if;

  return pg_stat_get_xact_tuples_inserted('fixture.keyed'::regclass) - v_before;
end;
$$;

create materialized view fixture.keyed as
  select id, nullif(id % 3, 0) as "Third part", id % 2 as half from generate_series(1, 6) as id;
create unique index on fixture.keyed (id);
create unique index "Keyed Idx" on fixture.keyed ("Third part", half) include (id);
select dashboard_refresh.manage('fixture.keyed', settings => '{"path": "database"}') \g /dev/null

select is(pg_temp.null_keys(), null, 'what is not known is no problem');
select is(pg_temp.rewritten(), 2::bigint, 'PostgreSQL writes rows again that have a null in a unique index');
select is(
  pg_temp.null_keys() ->> 'message',
  'Rows of fixture.keyed have a null in a unique index (Third part), so PostgreSQL writes them again at every refresh.',
  'that is a problem, which names the column'
);
select is(
  pg_temp.null_keys() ->> 'hint',
  'drop index fixture."Keyed Idx"; CREATE UNIQUE INDEX "Keyed Idx" ON fixture.keyed USING btree ("Third part", half) '
    'INCLUDE (id) where "Third part" is not null;',
  'where another unique index has none, the hint is a statement that takes the nulls out of this one'
);
select pg_temp.null_keys() ->> 'hint' as hint \gset
:hint
select is(pg_temp.null_keys(), null, 'after which the problem is over');
select is(pg_temp.rewritten(), 0::bigint, 'and nothing is written again');
select is(pg_temp.null_keys(), null, 'nor is it a problem then');

drop index fixture.keyed_id_idx, fixture."Keyed Idx";
create unique index on fixture.keyed (half, "Third part");
select pg_temp.refresh() \g /dev/null
select matches(
  pg_temp.null_keys() ->> 'hint', '^Create the view again with another key',
  'where there is no other unique index, the view needs another key'
);

-- What looks like the remedy.
do $$
begin
  if current_setting('server_version_num')::integer >= 150000 then
    drop index fixture.keyed_half_idx;
    create unique index on fixture.keyed (half, "Third part") nulls not distinct;
  end if;
exception when undefined_object then
  drop index fixture."keyed_half_Third part_idx";
  create unique index on fixture.keyed (half, "Third part") nulls not distinct;
end;
$$;
select is(pg_temp.rewritten(), 2::bigint, 'NULLS NOT DISTINCT does not help');
select isnt(pg_temp.null_keys(), null, 'and the problem stays');

select dashboard_refresh.reconfigure('fixture.keyed', settings => '{"concurrently": "never"}') \g /dev/null
select is(pg_temp.null_keys(), null, 'a view that is never refreshed concurrently does not have it');

select * from finish();
rollback;
