begin;
\ir ../support/fixture.psql
\ir ../support/doctor.psql
select plan(19);

create function pg_temp.counted(status text) returns integer language sql as
  $$select (dashboard_refresh.doctor() #>> array['summary', status])::integer$$;

delete from vault.secrets where name = 'refresh_dashboard_alert_url';
select pg_temp.counted('warning') as warnings, pg_temp.counted('silenced') as silenced \gset
select is(:silenced, 0, 'none is silenced unless somebody does');

select public.silence_dashboard_refresh_check('alert_webhook', null, true, 'ana', 'the pager asks /health') as row \gset
select is(
  (:'row'::jsonb - array['finding', 'repair']) #- '{silenced,at}',
  '{"id": "alert_webhook", "group": "around", "view": null, "status": "warning", "blocked_by": null, "silenced": {"by": "ana", "reason": "the pager asks /health"}, "page": "docs/doctor.md#alert_webhook"}'::jsonb,
  'who silences a check gets its row, with who and why'
);
select is(pg_temp.row_of('alert_webhook') ->> 'status', 'warning', 'it is made and shown all the same');
select is(pg_temp.row_of('alert_webhook') #>> '{silenced,by}', 'ana', 'and says who silenced it');
select is(pg_temp.counted('warning'), :warnings - 1, 'it is no longer counted as a warning');
select is(pg_temp.counted('silenced'), 1, 'but as silenced');

select public.silence_dashboard_refresh_check('alert_webhook', null, true, 'eva', 'again') \g /dev/null
select is(pg_temp.row_of('alert_webhook') #>> '{silenced,by}', 'eva', 'the last who silences it is who did');
select is(
  public.silence_dashboard_refresh_check('alert_webhook', silenced => false) ->> 'silenced', null, 'it can be heard again'
);
select is(pg_temp.counted('warning'), :warnings, 'and is counted again');

-- Of one view.
create materialized view fixture.second as select 1 as one;
select dashboard_refresh.manage('fixture.second', settings => '{"skip_unchanged": false, "path": "database"}') \g /dev/null
select dashboard_refresh.reconfigure('fixture.totals', settings => '{"skip_unchanged": false}') \g /dev/null
select is(
  public.silence_dashboard_refresh_check('view_skips', 'second', true, 'ana') ->> 'view', 'fixture.second',
  'a check of a view is silenced for that one'
);
create function pg_temp.silent(view text) returns text language sql as $$
  select item #>> '{silenced,by}' from json_array_elements(dashboard_refresh.doctor('view_skips') -> 'checks') as listed (item)
  where item ->> 'view' = silent.view
$$;
select is(pg_temp.silent('fixture.second'), 'ana', 'which says so');
select is(pg_temp.silent('fixture.totals'), null, 'and for no other');
select public.silence_dashboard_refresh_check('view_skips', null, true, 'eva') \g /dev/null
select is(pg_temp.silent('fixture.totals'), 'eva', 'or for all of them');
select is(pg_temp.silent('fixture.second'), 'ana', 'where the one that was named says who did');
select dashboard_refresh.unmanage('fixture.second') \g /dev/null
select is(
  (select count(*) from dashboard_refresh.doctor_silences where check_id = 'view_skips'), 1::bigint,
  'a view that is no longer managed takes its silence along'
);

select throws_ok($$select public.silence_dashboard_refresh_check('nope')$$, 'DR019');
select throws_ok($$select public.silence_dashboard_refresh_check('view_key', 'nope')$$, 'DR001');
select throws_ok($$select public.silence_dashboard_refresh_check('adopted', 'totals')$$, 'DR010');
select throws_ok($$select public.silence_dashboard_refresh_check('adopted', reason => repeat('x', 10000))$$, 'DR010');

select * from finish();
rollback;
