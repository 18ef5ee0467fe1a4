begin;
\ir ../support/fixture.psql
select plan(9);

create function pg_temp.proposed(view text) returns text language sql as $$
  select dashboard_refresh.examine(view) #>> '{proposed_index,statement}'
$$;

-- A name of 63 bytes in 21 characters, and a column of that length.
create materialized view fixture."表表表表表表表表表表表表表表表表表表表表表" as
  select n as "列列列列列列列列列列列列列列列列列列列列列" from generate_series(1, 100) as n;
select lives_ok(
  pg_temp.proposed('fixture."表表表表表表表表表表表表表表表表表表表表表"'), 'names of full length in characters of several bytes work'
);
select lives_ok(
  $$refresh materialized view concurrently fixture."表表表表表表表表表表表表表表表表表表表表表"$$, 'and the index is there'
);
create materialized view fixture.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa as
  select n as id from generate_series(1, 100) as n;
create view fixture.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_key as select 1 as one;
select lives_ok(
  pg_temp.proposed('fixture.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'), 'so does one whose name is taken'
);
select lives_ok(
  $$refresh materialized view concurrently fixture.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa$$,
  'under another one'
);

-- Values that fit into no index: PostgreSQL refuses to create one.
create materialized view fixture.long as
  select (select string_agg(md5(n || '.' || m), '') from generate_series(1, 200) as m) as body, n % 5 as five, n / 5 as n
  from generate_series(1, 25) as n;
select is(
  dashboard_refresh.examine('fixture.long') #>> '{proposed_index,columns}', '["five","n"]',
  'columns are proposed whose values are short enough, though a long text is unique too'
);
select lives_ok(pg_temp.proposed('fixture.long'), 'and the index can be made');
create materialized view fixture.only_long as select body from fixture.long;
select matches(
  dashboard_refresh.examine('fixture.only_long') #>> '{proposed_index,reason}', 'fit into an index',
  'where all are too long there is no key, and that is said'
);

-- Beyond the first rows, which are looked at before the others.
create materialized view fixture.late as
  select
    case when n = 6000 then (select body from fixture.only_long limit 1) else 'n' || n end as id,
    case when n < 6000 then n end as code,
    n % 100 as hundred,
    n / 100 as n
  from generate_series(1, 6000) as n;
select is(
  dashboard_refresh.examine('fixture.late') #>> '{proposed_index,columns}', '["hundred","n"]',
  'all rows are looked at for a null or a value too long, not the first alone'
);
select lives_ok(pg_temp.proposed('fixture.late'), 'so that this index can be made too');

select * from finish();
rollback;
