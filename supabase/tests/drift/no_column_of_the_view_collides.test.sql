begin;
\ir ../support/fixture.psql
select plan(4);

-- Every word that the comparison uses, and those with which it would look for one that is free.
create materialized view fixture.words as
  select
    id as "key", id % 3 as value, id as whole, id as copy, id as shown, id as defined, id as rows_shown,
    id as rows_defined, id as pairs, id as sides, id as groups, id as worst, id as missing, id as extra, id as different,
    id as identity, id as peers, id as rows, id as counts, id as is_shown, id as is_defined, id as is_different,
    id as shown_value, id as defined_value, id as r0, id as r1, id as "r2", id as words, id as view, id as relation,
    id as name, id as by, id as "order", id as "Weird ""name"
  from generate_series(1, 10) as id
  where id <= (select count(*) from fixture.sales) * 3;
create unique index on fixture.words ("key", "Weird ""name");
select dashboard_refresh.manage('fixture.words', settings => '{"path": "database"}') \g /dev/null

create function pg_temp.drift(by text) returns text language sql as $$
  select concat_ws(' ', it ->> 'shown', it ->> 'defined', it ->> 'missing', it ->> 'extra', it ->> 'different')
  from dashboard_refresh.drift('fixture.words', by) as it
$$;

select is(pg_temp.drift(null), '9 9 0 0 0', 'columns may have any names');
select results_eq(
  $$select distinct pg_temp.drift(name) from unnest(dashboard_refresh._columns('fixture.words'::regclass)) as name$$,
  array['9 9 0 0 0'], 'the drift may be asked for by any of them'
);
delete from fixture.sales where seller = 'luis';
select results_eq(
  $$select distinct pg_temp.drift(name) from unnest(dashboard_refresh._columns('fixture.words'::regclass)) as name$$,
  array['9 6 0 3 0'], 'and what differs is counted by any of them'
);
select is(
  (dashboard_refresh.drift('fixture.words', 'value') -> 'groups')::jsonb,
  '[
    {"value": "0", "defined": 2, "shown": 3, "missing": 0, "extra": 1, "different": 0},
    {"value": "1", "defined": 2, "shown": 3, "missing": 0, "extra": 1, "different": 0},
    {"value": "2", "defined": 2, "shown": 3, "missing": 0, "extra": 1, "different": 0}
  ]'::jsonb,
  'by a column called value, the values are those of the view'
);

select * from finish();
rollback;
