/* The check that tries something out: a refresh as PostgreSQL 17 would do it. */

create or replace function dashboard_refresh._refresh_copy(view dashboard_refresh.views)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant oid := dashboard_refresh._relation_oid(view);
  v_copy constant text := format('dashboard_refresh.copy_of_%s', view.id);
begin
  -- A copy, and not the view: readers and refreshes of it wait for nothing, and no row of it is counted as written.
  execute format('create materialized view %s as %s with no data', v_copy, rtrim(pg_get_viewdef(v_relation), '; '));

  perform dashboard_refresh._use_settings(dashboard_refresh._session_settings());
  perform set_config('search_path', 'pg_catalog, pg_temp', true);
  execute format('refresh materialized view %s', v_copy);
  raise exception using errcode = 'DRX01';
end;
$$;
comment on function dashboard_refresh._refresh_copy(dashboard_refresh.views) is
  'Makes a copy of the view, which must belong to the current role, and refreshes that under the search_path of PostgreSQL '
  '17. Always raises, so that nothing of it is kept: DRX01 where the refresh succeeded.';

create or replace function dashboard_refresh._check_view_search_path(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '1s'
as $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
  v_run dashboard_refresh.runs;
  v_failure dashboard_refresh.failure;
begin
  if not examined.is_deep or dashboard_refresh._is_read_only() or clock_timestamp() > examined.until then
    return next ('skipped', case
      when not examined.is_deep then 'Only tried with deep, since it takes as long as a refresh.'
      when dashboard_refresh._is_read_only() then 'Nothing can be tried in a database that is read-only.'
      else 'There was no time left for it: ask for this check alone, or over SQL.'
    end, null, null)::dashboard_refresh.check_result;
    return;
  -- A copy would be refreshed with the rights of this role: an owner with fewer must not get them.
  elsif v_relation.owner <> current_user then
    return next ('skipped', format('It belongs to %s, and what it calls is not run with the rights of %s.',
      v_relation.owner, current_user), null, null)::dashboard_refresh.check_result;
    return;
  end if;

  begin
    v_run.started_at := clock_timestamp();
    perform dashboard_refresh._refresh_copy(view);
  exception
    -- Nothing of it is kept.
    when sqlstate 'DRX01' then
      return;
    when query_canceled or assert_failure or others then
      v_run.method := 'plain';
      v_run.finished_at := clock_timestamp();
      get stacked diagnostics
        v_run.error_sqlstate = returned_sqlstate, v_run.error_message = message_text,
        v_run.error_hint = pg_exception_hint, v_failure.context = pg_exception_context, v_failure.detail = pg_exception_detail,
        v_failure.constraint_name = constraint_name, v_failure.type_name = pg_datatype_name;
  end;

  return query
  select
    case when v_run.error_sqlstate in ('57014', '55P03') then 'warning' else 'error' end,
    format('A refresh with the search_path of PostgreSQL 17 (pg_catalog, pg_temp) fails: %s.',
      rtrim(dashboard_refresh._safe_message(v_run.error_message), '.')),
    hinted.kind,
    hinted.repair
  from dashboard_refresh._repair_of_hint(dashboard_refresh._failure_hint(view, v_run, v_failure)) as hinted;
end;
$$;
comment on function dashboard_refresh._check_view_search_path(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'Check, with deep alone: a refresh of a copy of the view, under the search_path that PostgreSQL 17 gives to every refresh, '
  'succeeds. Nothing of it is kept.';
