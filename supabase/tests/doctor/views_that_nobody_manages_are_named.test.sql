begin;
\ir ../support/fixture.psql
\ir ../support/doctor.psql
select plan(4);

create materialized view fixture."Lonely" as select 1 as one;
select matches(
  pg_temp.row_of('unmanaged_views') ->> 'finding', 'Nobody manages .*fixture\."Lonely"', 'a materialized view that nobody manages is named'
);
select is(pg_temp.row_of('unmanaged_views') ->> 'status', 'warning', 'as a warning');
do $$ begin execute pg_temp.row_of('unmanaged_views') #>> '{repair,text}'; end $$;
select unalike(
  pg_temp.row_of('unmanaged_views') ->> 'finding', '%Lonely%', 'and managed by what is said to do about it'
);
select ok(
  exists (select from dashboard_refresh.views where view_name = 'Lonely'), 'by its name as it is written'
);

select * from finish();
rollback;
