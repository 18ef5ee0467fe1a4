begin;
\ir ../support/fixture.psql
\ir ../support/keys.psql
select plan(13);

create materialized view fixture.other as select 1 as one;
select dashboard_refresh.manage('fixture.other', settings => '{"path": "database"}') \g /dev/null

create temporary table answer as
select public.reconfigure_all_dashboard_refreshes('{"active": false, "pause_reason": "moving house"}', 'ana') as it;
select is((select pg_temp.keys(it) from answer), 'views', 'it answers with the views');
select results_eq(
  $$
    select view ->> 'view', view #>> '{before,active}', view #>> '{after,active}', view #>> '{after,pause_reason}'
    from answer, json_array_elements(it -> 'views') as view
  $$,
  $$values ('fixture.totals', 'true', 'false', 'moving house'), ('fixture.other', 'true', 'false', 'moving house')$$,
  'each with what it was and what it is now'
);
select is(
  (select pg_temp.keys(it #> '{views,0}') from answer), 'view before after revision', 'and its members in order'
);
select is(
  (select count(*) from cron.job where jobname in ('refresh-totals', 'refresh-other') and not active), 2::bigint, 'all are paused'
);
select is(
  (select count(*) from dashboard_refresh.config_changes where changed_by = 'ana' and action = 'reconfigure'), 2::bigint,
  'the audit has a row for each'
);
select public.reconfigure_all_dashboard_refreshes('{"active": true}') \g /dev/null
select is((select count(*) from dashboard_refresh.views where active), 2::bigint, 'and all are resumed');

select throws_ok(
  $$select dashboard_refresh.reconfigure_all('{"job_name": "one"}')$$, 'DR004', 'job_name cannot be the same for all views',
  'one name for all jobs is refused'
);
select throws_ok(
  $$select dashboard_refresh.reconfigure_all('{"job_name": null}')$$, 'DR004', null, 'whatever it is'
);
select throws_ok($$select dashboard_refresh.reconfigure_all('{}')$$, 'DR010', null, 'nothing to change is an error');

-- The second cannot be changed.
create function fixture.refuse() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$;
create trigger refuse before update on dashboard_refresh.views for each row when (new.view_name = 'other')
execute function fixture.refuse();
select throws_ok($$select dashboard_refresh.reconfigure_all('{"schedule": "*/7 * * * *"}')$$, 'P0001', 'not this one', 'where one cannot be changed');
select results_eq(
  $$select distinct schedule from dashboard_refresh.views$$, $$values ('*/5 * * * *')$$, 'none is'
);
select is(
  (select schedule from cron.job where jobname = 'refresh-totals'), '*/5 * * * *', 'nor is its job'
);

delete from dashboard_refresh.views where true;
select is(dashboard_refresh.reconfigure_all('{"active": false}')::text, '{"views" : []}', 'where none is managed there is nothing to change');

select * from finish();
rollback;
