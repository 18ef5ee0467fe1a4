/* Everything that deciding about a view takes, in one call, which leaves nothing behind. */

create or replace function dashboard_refresh.examine(view text, measure boolean default false)
returns json language plpgsql
set search_path = pg_catalog, pg_temp
-- Whoever decides about a view does not wait for those who refresh it.
set lock_timeout = '1s'
as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._new_view(examine.view);
  v_managed dashboard_refresh.views;
  v_relation dashboard_refresh.relation_facts;
  v_definition dashboard_refresh.definition;
  v_sizes record;
  v_counted json;
  v_proposed json;
  v_concurrently json;
begin
  perform dashboard_refresh._require_relation(v_view);

  select (present).* into v_managed
  from dashboard_refresh.views
  cross join lateral dashboard_refresh._present(views) as present
  where present.view = v_view.view;

  if v_managed.id is not null then
    v_view := v_managed;
  else
    v_view.view := format('%I.%I', v_view.schema_name, v_view.view_name);
  end if;

  v_relation := dashboard_refresh._relation(v_view);
  v_definition := dashboard_refresh._read_definition(v_relation.oid);
  v_sizes := dashboard_refresh._sizes(v_relation.oid);
  v_counted := dashboard_refresh._examined_rows_json(v_relation, v_sizes.rows_bytes);
  v_proposed := dashboard_refresh._proposed_index_json(v_view, v_relation, v_sizes.rows_bytes);
  v_concurrently := dashboard_refresh._concurrently_json(v_view, v_relation, v_proposed);

  return json_build_object(
    'view', v_view.view,
    'kind', dashboard_refresh._kind_name(v_relation.kind),
    'managed', v_view.id is not null,
    'settings', case when v_view.id is not null then dashboard_refresh._settings_json(v_view) end,
    'owner', v_relation.owner,
    'may_refresh', dashboard_refresh._may_refresh_json(v_view, v_relation),
    'populated', v_relation.is_populated,
    'rows', v_counted -> 'rows',
    'rows_exact', v_counted -> 'rows_exact',
    'bytes', v_sizes.all_bytes,
    'unique_indexes', dashboard_refresh._unique_indexes_json(v_relation.oid),
    'proposed_index', v_proposed,
    'concurrently', v_concurrently,
    'skip', dashboard_refresh._examined_skip_json(v_view, v_definition),
    'sources', dashboard_refresh._examined_sources_json(v_definition.sources),
    'jobs', dashboard_refresh._examined_jobs_json(v_view, v_view.id is not null),
    'measured', case when measure then dashboard_refresh._measured_json(v_view, v_concurrently, v_definition) end
  );
end;
$$;
comment on function dashboard_refresh.examine(text, boolean) is
  'What there is to know of a materialized view before it is managed, or after: owner, rows, what a concurrent refresh lacks, '
  'a unique index that its rows allow, whether ticks can skip, what it reads, which cron jobs refresh it. measure: also how '
  'long a refresh takes, tried and taken back. Keeps nothing, and waits for nobody longer than a second at a time. Raises not_a_materialized_view, invalid_argument.';
