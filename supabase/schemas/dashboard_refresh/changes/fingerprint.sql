/*
Tells whether a view's sources may have changed since its last refresh, at no cost to writers.

What is compared: for each source the file it is stored in, its columns and privileges, and the counters of rows inserted,
updated and deleted; which sources there are; the text of the view and of the plain views it reads through; where it calls
user-defined functions, all of those, because one may call another; the labels of enums; and since when the counters
count. All of it is committed state, and it is read before the snapshot of the refresh it is stored with. A backend
reports its counters after its commit became visible (pgstat.c), so whatever is in the stored state is in the data too: a
late report costs a later refresh, or one too many, and never hides a change.

What cannot be seen this way makes a view untrackable, with the reason, and it is then refreshed on every tick. What
remains unknown is bounded by the setting force_after.

What every tick calls is plpgsql, which keeps its plans; a function in SQL that sets search_path is planned at each call.
Few statements, over few catalogs: pg_cron gives each firing a session of its own, which pays for each of them again.
*/

create or replace function dashboard_refresh._fingerprint(
  rules oid[],
  sources oid[],
  functions oid[],
  epoch text,
  custom_settings text[]
)
returns text language plpgsql
set search_path = pg_catalog, pg_temp
-- Planned once a session: a plan for just these arrays looks cheaper, and would be made again at each call.
set plan_cache_mode = force_generic_plan
as $$
declare
  v_with_children oid[] := sources;
  v_functions text;
begin
  if exists (select from pg_catalog.pg_inherits where pg_inherits.inhparent = any (sources)) then
    v_with_children := array(select dashboard_refresh._with_children(sources));
  end if;

  if cardinality(functions) > 0 then
    v_functions := (
      select concat_ws(':', count(*), sum(pg_proc.xmin::text::bigint))
      from pg_catalog.pg_proc
      where pg_proc.oid >= 16384
        -- A session's temporary functions are no part of a view.
        and pg_proc.pronamespace not in (
          select pg_namespace.oid from pg_catalog.pg_namespace where pg_namespace.nspname like 'pg\_temp\_%'
        )
    );
  end if;

  return md5(concat_ws(
    '|',
    epoch,
    dashboard_refresh._settings_stamp(custom_settings),
    v_functions,
    -- A replaced row has a younger xmin than the one it replaces, so count and sum tell; a sum, because there may be
    -- thousands.
    (
      select concat_ws(':', count(*), sum(catalog_rows.xmin::text::bigint))
      from (
        select pg_rewrite.xmin from pg_catalog.pg_rewrite where pg_rewrite.oid = any (rules)
        union all
        select pg_attribute.xmin from pg_catalog.pg_attribute
        where pg_attribute.attrelid = any (sources) and pg_attribute.attnum > 0
        union all
        -- Row level security, the owner. Analyze and vacuum change theirs in place.
        select pg_class.xmin from pg_catalog.pg_class where pg_class.oid = any (sources)
        union all
        select pg_enum.xmin from pg_catalog.pg_enum
      ) as catalog_rows (xmin)
    ),
    (
      select string_agg(
        concat_ws(
          ':',
          relation,
          pg_relation_filenode(relation),
          -- What all have reported, and what this session has not reported yet: it moves from one to the other.
          pg_stat_get_tuples_inserted(relation) + pg_stat_get_xact_tuples_inserted(relation),
          pg_stat_get_tuples_updated(relation) + pg_stat_get_xact_tuples_updated(relation),
          pg_stat_get_tuples_deleted(relation) + pg_stat_get_xact_tuples_deleted(relation)
        ),
        ',' order by relation
      )
      from unnest(v_with_children) as all_sources (relation)
    )
  ));
end;
$$;
comment on function dashboard_refresh._fingerprint(oid[], oid[], oid[], text, text[]) is
  'A value that changes when these rules, sources (with their partitions and children), functions or the session settings '
  'may have changed. custom_settings: those that the view reads by name; epoch: of the counters, see _statistics_horizon.';

create or replace function dashboard_refresh._is_unchanged(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  epoch text
)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return state.untrackable is null
    and state.fingerprint is not null
    and current_setting('track_counts')::boolean
    and state.relation_stamp = dashboard_refresh._relation_stamp(to_regclass(view.view))
    and state.fingerprint = dashboard_refresh._fingerprint(
      state.rules, state.sources, state.functions, epoch, state.custom_settings
    );
end;
$$;
comment on function dashboard_refresh._is_unchanged(dashboard_refresh.views, dashboard_refresh.view_state, text) is
  'True when nothing reported since the last refresh can have changed what the view shows. Null or false: unknown. '
  'epoch: of the counters, see _statistics_horizon.';
