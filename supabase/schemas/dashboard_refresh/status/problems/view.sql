/* Problems of the materialized view itself. */

create or replace function dashboard_refresh._view_problems(view dashboard_refresh.views)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
begin
  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        v_relation.oid is null,
        'view_missing', 'error',
        format('The materialized view %s does not exist.', view.view),
        'Create it; the next tick refreshes it. Or stop managing it with unmanage().'
      ),
      (
        v_relation.kind <> 'm',
        'not_a_materialized_view', 'error',
        format('%s is not a materialized view.', view.view),
        'Drop or rename what has its name, and create the materialized view.'
      ),
      (
        v_relation.kind = 'm' and not v_relation.may_refresh,
        'not_owner', 'error',
        format('%s belongs to %s, and %s may not refresh it.', view.view, v_relation.owner, current_user),
        'Take it over: ' || dashboard_refresh._take_over_statement(view)
      ),
      (
        v_relation.kind = 'm' and not v_relation.is_populated,
        'not_populated', 'error',
        format('%s has no data yet, and reading it is an error.', view.view),
        case when view."concurrently" = 'always'
          then 'Refresh it once by hand or set concurrently to auto: a concurrent refresh needs data to start from.'
          else 'The next refresh fills it.'
        end
      ),
      (
        v_relation.kind = 'm' and not v_relation.has_unique_index and view."concurrently" <> 'never',
        'no_unique_index', case when view."concurrently" = 'always' then 'error' else 'warning' end,
        format('%s has no unique index that a concurrent refresh can use, so %s.', view.view,
          case when view."concurrently" = 'always' then 'every refresh fails' else 'readers wait while it is refreshed' end),
        'Create a unique index on plain columns, without a condition.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;
comment on function dashboard_refresh._view_problems(dashboard_refresh.views) is
  'What keeps the materialized view from being refreshed, or from being read meanwhile.';
