-- All rows of a view are compared with those of its definition in one pass: not each with each, which for these takes
-- minutes.
begin;
\ir ../support/fixture.psql
select plan(2);

create table fixture.many as select n as id, n % 7 as kind from generate_series(1, 40000) as numbers (n);
create materialized view fixture.keyed as select id, kind from fixture.many;
create unique index on fixture.keyed (id);
create materialized view fixture.keyless as select kind from fixture.many;
select dashboard_refresh.manage('fixture.keyed') \g /dev/null
select dashboard_refresh.manage('fixture.keyless') \g /dev/null
delete from fixture.many where id <= 7;
set local statement_timeout = '20s';

select is(
  dashboard_refresh.drift('fixture.keyed')::jsonb - '{view,by,at,groups,groups_left_out}'::text[],
  '{"complete": true, "defined": 39993, "shown": 40000, "missing": 0, "extra": 7, "different": 0}',
  'rows with a key'
);
select is(
  dashboard_refresh.drift('fixture.keyless')::jsonb - '{view,by,at,groups,groups_left_out}'::text[],
  '{"complete": true, "defined": 39993, "shown": 40000, "missing": 0, "extra": 7, "different": 0}',
  'rows without one, as a multiset'
);

select * from finish();
rollback;
