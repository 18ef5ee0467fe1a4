begin;
\ir ../support/fixture.psql
select plan(14);

create function pg_temp.drift(variadic keys text[]) returns integer[] language sql as $$
  select array_agg((dashboard_refresh.drift() ->> key)::integer order by position)
  from unnest(keys) with ordinality as keys (key, position)
$$;

select is(pg_temp.drift('missing', 'extra', 'different'), array[0, 0, 0], 'a view that was just made has no drift');

insert into fixture.sales values ('eva', 1), ('ana', 5);
delete from fixture.sales where seller = 'luis';
select is(
  pg_temp.drift('missing', 'extra', 'different', 'shown', 'defined'), array[1, 1, 1, 2, 2],
  'a new seller is missing, one who left is extra, one who sold is different'
);
select is(
  (
    select jsonb_agg(entry::jsonb - 'shown' - 'defined' order by entry ->> 'value')
    from json_array_elements(dashboard_refresh.drift(by => 'seller') -> 'groups') as entries (entry)
  ),
  '[
    {"value": "ana", "missing": 0, "extra": 0, "different": 1},
    {"value": "eva", "missing": 1, "extra": 0, "different": 0},
    {"value": "luis", "missing": 0, "extra": 1, "different": 0}
  ]',
  'the drift is counted for each value of a column'
);
select is(
  (dashboard_refresh.drift(by => 'amount') -> 'groups')::jsonb @> '[{"value": "8", "missing": 1, "shown": 0, "defined": 1}]', true,
  'a row whose value changed is missing for the new value'
);
select is(
  (dashboard_refresh.drift(by => 'amount') -> 'groups')::jsonb @> '[{"value": "3", "extra": 1, "shown": 1, "defined": 0}]', true,
  'a row whose value changed is extra for the old value'
);
select is(
  dashboard_refresh.drift() ->> 'complete', 'true',
  'a drift that looked at everything says that it is complete'
);

select dashboard_refresh.tick('fixture.totals') \g /dev/null
select is(pg_temp.drift('missing', 'extra', 'different'), array[0, 0, 0], 'after a refresh there is no drift');

select dashboard_refresh.unmanage('fixture.totals') \g /dev/null
create materialized view fixture.odd as
  select nullif(seller, 'ana') as seller, nullif(amount, 2) as amount, '{}'::json as extra from fixture.sales;
select dashboard_refresh.manage('fixture.odd', settings => '{"path": "database"}') \g /dev/null
select is(
  pg_temp.drift('missing', 'extra', 'different'), array[0, 0, 0],
  'nulls, rows that are all null and json are no difference'
);
insert into fixture.sales select 'ana', 2 from generate_series(1, 3);
select is(
  pg_temp.drift('missing', 'extra', 'different'), array[3, 0, 0], 'without a key, each copy of a row counts'
);

select throws_ok(
  $$select dashboard_refresh.drift(by => 'x" from pg_authid --')$$,
  'DR010', null, 'a column that does not exist is refused'
);
select throws_ok(
  $$select dashboard_refresh.drift('fixture.nope')$$, 'DR001', null,
  'the drift of a view that is not managed is refused'
);
select dashboard_refresh.unmanage('fixture.odd') \g /dev/null
create materialized view fixture.shares as select 10 / amount as share from fixture.sales;
select dashboard_refresh.manage('fixture.shares', settings => '{"path": "database"}') \g /dev/null
insert into fixture.sales values ('zoe', 0);
select throws_ok(
  $$select dashboard_refresh.drift()$$, 'DR011', 'the definition of fixture.shares fails: division by zero',
  'a definition that fails is an error of its own'
);
select dashboard_refresh.unmanage('fixture.shares') \g /dev/null
create function fixture.checked(amount integer) returns integer language plpgsql as $$
begin
  assert amount < 10, 'too much';
  return amount;
end;
$$;
create materialized view fixture.checks as select fixture.checked(amount) as checked from fixture.sales;
select dashboard_refresh.manage('fixture.checks', settings => '{"path": "database"}') \g /dev/null
insert into fixture.sales values ('zoe', 10);
select throws_ok(
  $$select dashboard_refresh.drift()$$, 'DR011', 'the definition of fixture.checks fails: too much',
  'a definition whose function asserts is the same error'
);
refresh materialized view fixture.checks with no data;
select throws_ok($$select dashboard_refresh.drift()$$, 'DR003', null, 'the drift of a view without data is refused');

select * from finish();
rollback;
