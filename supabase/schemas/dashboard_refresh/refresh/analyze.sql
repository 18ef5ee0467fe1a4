/*
Statistics of a view after a refresh.

Autovacuum comes when it comes, and not at all while a refresh holds the view's lock, which is when it is due. Until then the
planner knows the rows of before: after a first refresh, none.
*/

create or replace function dashboard_refresh._is_analyze_due(
  view dashboard_refresh.views,
  relation oid,
  rows_written bigint
)
returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  select case view."analyze"
    when 'always' then true
    when 'never' then false
    -- Not by reltuples: creating an index counts the rows too.
    else (pg_stat_get_last_analyze_time(pg_class.oid) is null and pg_stat_get_last_autoanalyze_time(pg_class.oid) is null)
      -- What autovacuum goes by, unless it is set otherwise: a tenth of the rows, and 50.
      or pg_stat_get_mod_since_analyze(pg_class.oid) + coalesce(rows_written, 0) > 50 + 0.1 * pg_class.reltuples
  end
  from pg_catalog.pg_class
  where pg_class.oid = relation;
$$;
comment on function dashboard_refresh._is_analyze_due(dashboard_refresh.views, oid, bigint) is
  'Whether the relation of a view is to be analyzed after a refresh that wrote rows_written rows to it (null: not known), by '
  'the setting analyze. auto: where it never was, or where more than 50 rows and a tenth of all have changed since.';

create or replace function dashboard_refresh._analyze(
  view dashboard_refresh.views,
  relation oid,
  rows_written bigint
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if dashboard_refresh._is_analyze_due(view, relation, rows_written) then
    execute format('analyze %I.%I', view.schema_name, view.view_name);
  end if;
exception
  -- The data is fresh all the same. A cancellation is passed on: it is meant for the whole run.
  when others then
    raise warning using
      message = format('%s was refreshed, and not analyzed: %s', view.view, sqlerrm),
      errcode = sqlstate;
end;
$$;
comment on function dashboard_refresh._analyze(dashboard_refresh.views, oid, bigint) is
  'Analyzes the relation of a view that was just refreshed, in the run''s own time, where the setting analyze has it; see '
  '_is_analyze_due. A failure is a warning in the log.';
