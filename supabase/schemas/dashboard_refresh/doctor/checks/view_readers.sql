/* Checks of who reads a view, and of what vacuum and the planner know of it. */

create or replace function dashboard_refresh._check_view_readers(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'warning',
    format('%s may read it without signing in, all of it: a materialized view has no row level security.',
      string_agg(distinct case readers.grantee when 0 then 'Everybody' else 'The role anon' end, ' and ')),
    case when bool_or(readers.statement ~ '^as ') then 'text' else 'sql' end,
    string_agg(distinct readers.statement, ' ')
  from (
    select
      rights.grantee,
      dashboard_refresh._as_owner(pg_class.relowner, format('revoke select on %I.%I from %s;', view.schema_name,
        view.view_name, case rights.grantee when 0 then 'public' else 'anon' end)) as statement
    from pg_catalog.pg_class
    cross join lateral aclexplode(pg_class.relacl) as rights
    where pg_class.oid = dashboard_refresh._relation_oid(view)
      and rights.privilege_type = 'SELECT'
      and rights.grantee in (0, coalesce(to_regrole('anon')::oid, 0))
      -- Out of reach all the same, where the schema is.
      and (to_regrole('anon') is null or has_schema_privilege(to_regrole('anon')::oid, pg_class.relnamespace, 'usage'))
  ) as readers
  having count(*) > 0;
end;
$$;
comment on function dashboard_refresh._check_view_readers(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'Check: the view is not granted to anon or to everybody.';

create or replace function dashboard_refresh._check_view_bloat(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant oid := dashboard_refresh._relation_oid(view);
  v_dead constant bigint := pg_stat_get_dead_tuples(v_relation);
  v_live constant bigint := pg_stat_get_live_tuples(v_relation);
  v_last constant timestamptz := greatest(
    pg_stat_get_last_vacuum_time(v_relation), pg_stat_get_last_autovacuum_time(v_relation)
  );
begin
  if v_dead > greatest(1000, v_live) then
    return next (
      'warning',
      format('It has %s dead rows beside %s that live, and was vacuumed last %s: reads and refreshes slow down.', v_dead, v_live,
        coalesce(date_trunc('second', v_last)::text, 'never')),
      'sql',
      format('vacuum (analyze) %I.%I;', view.schema_name, view.view_name)
    )::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_view_bloat(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'Check: the view has no more dead rows than live ones; when it was last vacuumed.';

create or replace function dashboard_refresh._check_view_analyzed(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant oid := dashboard_refresh._relation_oid(view);
begin
  if pg_relation_size(v_relation) > 0
    and greatest(pg_stat_get_last_analyze_time(v_relation), pg_stat_get_last_autoanalyze_time(v_relation)) is null
    -- Of what was copied or upgraded only the numbers are gone, and not what they counted.
    and not exists (
      select from pg_catalog.pg_stats
      where pg_stats.schemaname = view.schema_name and pg_stats.tablename = view.view_name
    )
  then
    return next (
      'warning', 'It was never analyzed, so that the planner guesses how to read it.', 'sql',
      format('analyze %I.%I;', view.schema_name, view.view_name)
    )::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_view_analyzed(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'Check: the view was analyzed, once at least.';
