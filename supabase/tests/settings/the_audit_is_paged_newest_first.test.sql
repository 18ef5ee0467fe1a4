begin;
\ir ../support/fixture.psql
\ir ../support/keys.psql
\ir ../support/error.psql
select plan(15);

create materialized view fixture.other as select 1 as one;
select dashboard_refresh.manage('fixture.other', settings => '{"path": "database"}') \g /dev/null
select dashboard_refresh.reconfigure('fixture.totals', '{"failure_limit": 6}', 'ana') \g /dev/null
select dashboard_refresh.reconfigure('fixture.other', '{"failure_limit": 7}', 'luis') \g /dev/null
select dashboard_refresh.reconfigure('fixture.totals', '{"failure_limit": 8}', 'eva') \g /dev/null

create temporary table answer as select public.list_dashboard_refresh_changes() as it;
select is((select pg_temp.keys(it) from answer), 'view changes next', 'the audit has its members in order');
select is(
  (select pg_temp.keys(it #> '{changes,0}') from answer), 'id changed_at changed_by action view before after', 'so has each change'
);
select results_eq(
  $$select change ->> 'changed_by', change ->> 'view' from answer, json_array_elements(it -> 'changes') as change limit 3$$,
  $$values ('eva', 'fixture.totals'), ('luis', 'fixture.other'), ('ana', 'fixture.totals')$$,
  'the newest first, of all views'
);
select is((select it ->> 'view' from answer), null, 'of which none is named');
select is(
  (select format('%s %s', it #>> '{changes,0,before,failure_limit}', it #>> '{changes,0,after,failure_limit}') from answer), '6 8',
  'with the settings before and after'
);
select is((select it ->> 'next' from answer), null, 'the last page has no next');

create temporary table page as select public.list_dashboard_refresh_changes('totals', max_changes => 2) as it;
select is((select it ->> 'view' from page), 'fixture.totals', 'of a view alone, under any name that means it');
select is(
  (select string_agg(change ->> 'changed_by', ' ') from page, json_array_elements(it -> 'changes') as change), 'eva ana', 'a page at a time'
);
select is(
  (
    select string_agg(change ->> 'action', ' ')
    from page, json_array_elements(public.list_dashboard_refresh_changes('totals', (it ->> 'next')::bigint, 2) -> 'changes') as change
  ),
  'manage', 'and the next from where the last ended'
);

alter materialized view fixture.totals rename to sums;
select dashboard_refresh.reconfigure('fixture.sums', '{"failure_limit": 9}') \g /dev/null
select is(
  json_array_length(dashboard_refresh.changes('fixture.sums') -> 'changes'), 5, 'what it was called before is part of its history'
);
select dashboard_refresh.unmanage('fixture.other') \g /dev/null
select is(
  dashboard_refresh.changes('fixture.other') #>> '{changes,0,action}', 'unmanage', 'a view that is managed no more has its history still'
);
select is((select code from pg_temp.error_of($$select dashboard_refresh.changes('fixture.nothing')$$)), 'DR001', 'one that never was has none');
select is(
  (select code from pg_temp.error_of(format('select dashboard_refresh.changes(max_changes => %s)', many))), 'DR010',
  format('%s changes are not a page', many)
)
from unnest(array['0', '101', 'null']) as many;

select * from finish();
rollback;
