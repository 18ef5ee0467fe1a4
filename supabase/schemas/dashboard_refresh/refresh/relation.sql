/* The REFRESH itself, with what has to be read before its snapshot. */

create or replace function dashboard_refresh._require_materialized_view(view dashboard_refresh.views)
returns dashboard_refresh.relation_facts language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
begin
  if v_relation.oid is null then
    raise undefined_table using message = format('materialized view %s does not exist', view.view);
  elsif v_relation.kind <> 'm' then
    raise wrong_object_type using message = format('%s is not a materialized view', view.view);
  end if;

  return v_relation;
end;
$$;
comment on function dashboard_refresh._require_materialized_view(dashboard_refresh.views) is
  'The materialized view behind a managed view. Raises what REFRESH itself would, 42P01 or 42809, in our words.';

create or replace function dashboard_refresh._execute_refresh(
  view dashboard_refresh.views,
  method text,
  state dashboard_refresh.view_state
)
returns text language plpgsql
-- Both are overwritten below; what is named here comes back to the caller at the end.
set search_path = pg_catalog, pg_temp
set lock_timeout = '10s'
as $$
declare
  v_statement constant text := format(
    'refresh materialized view %s %I.%I',
    case when method = 'concurrently' then 'concurrently' else '' end,
    view.schema_name,
    view.view_name
  );
  v_search_path constant text := dashboard_refresh._refresh_search_path();
  v_before constant jsonb := dashboard_refresh._use_settings(dashboard_refresh._session_settings());
  v_untrusted constant text := dashboard_refresh._untrusted(state.storage, state.custom_settings);
begin
  perform set_config('lock_timeout', (extract(epoch from view.lock_timeout) * 1000)::bigint::text, true);
  perform set_config('search_path', v_search_path, true);
  -- In that path nothing of ours is named without its schema, and there is no operator.
  execute v_statement;
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);

  perform dashboard_refresh._use_settings(v_before);
  return v_untrusted;
end;
$$;
comment on function dashboard_refresh._execute_refresh(
  dashboard_refresh.views, text, dashboard_refresh.view_state
) is
  'Refreshes the materialized view under the session settings that are recorded, and puts the caller''s back; after an '
  'error that is left to the rollback. Returns why a fingerprint that was taken just before is not to be trusted, see '
  '_untrusted. method: concurrently or plain; state: what the view is made of.';

create or replace function dashboard_refresh._refresh_relation(
  view dashboard_refresh.views,
  run dashboard_refresh.runs
)
returns dashboard_refresh.refreshed language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs := run;
  v_state dashboard_refresh.view_state;
  v_failure dashboard_refresh.failure;
  v_relation dashboard_refresh.relation_facts;
  v_definition dashboard_refresh.definition;
  v_epoch text;
  v_inserted_before bigint;
  v_deleted_before bigint;
  v_null_keys dashboard_refresh.null_keys;
begin
  perform dashboard_refresh._begin_work(run.id);
  v_relation := dashboard_refresh._require_materialized_view(view);
  v_run.method := case
    when view."concurrently" = 'always' then 'concurrently'
    when view."concurrently" = 'auto' and v_relation.is_populated and v_relation.has_unique_index then 'concurrently'
    else 'plain'
  end;

  -- All of this is read before the snapshot of the refresh; see _fingerprint for why that must be.
  v_epoch := (dashboard_refresh._statistics_horizon(v_run.started_at)).epoch;
  v_state.catalog_changes := dashboard_refresh._catalog_changes();
  v_definition := dashboard_refresh._definition_of(v_relation.oid, dashboard_refresh._state_of(view));
  v_state := dashboard_refresh._with_definition(v_state, v_definition);
  perform dashboard_refresh._expect_settings(v_state.custom_settings);
  v_state.fingerprint := dashboard_refresh._fingerprint(v_state.storage, v_epoch, v_state.custom_settings);
  v_state.upstream_as_of := dashboard_refresh._upstream_as_of(v_state, v_run.started_at);
  v_inserted_before := pg_stat_get_xact_tuples_inserted(v_relation.oid);
  v_deleted_before := pg_stat_get_xact_tuples_deleted(v_relation.oid);

  v_null_keys := dashboard_refresh._null_keys_before(view, v_relation, v_run.method);
  v_state.untrusted := dashboard_refresh._execute_refresh(view, v_run.method, v_state);

  -- A definition that was replaced between the look above and the REFRESH may read what the fingerprint does not hold.
  if v_state.catalog_stamp is distinct from dashboard_refresh._catalog_stamp(v_state.watched) then
    v_state.untrusted := 'what it is made of was changed during the last refresh';
  end if;

  v_state.fingerprint := case when v_state.untrusted is null then v_state.fingerprint end;

  -- These counters are the transaction's own, exact and immediate; counting the rows would cost a scan of the view.
  if current_setting('track_counts')::boolean then
    v_run.rows_inserted := pg_stat_get_xact_tuples_inserted(v_relation.oid) - v_inserted_before;
    v_run.rows_deleted := case
      when v_run.method = 'concurrently' then pg_stat_get_xact_tuples_deleted(v_relation.oid) - v_deleted_before
    end;
  end if;

  perform dashboard_refresh._analyze(view, v_relation.oid, v_run.rows_inserted + coalesce(v_run.rows_deleted, 0));
  -- A cancellation comes here at the latest.
  perform dashboard_refresh._lock_finish(run.id);
  v_state.relation_stamp := dashboard_refresh._relation_stamp(v_relation.oid);
  v_state.data_as_of := v_run.started_at;
  v_run.data_as_of := v_run.started_at;
  v_run.finished_at := clock_timestamp();
  v_run.status := 'succeeded';
  return dashboard_refresh._without_rewritten(
    (v_run, v_state, null::dashboard_refresh.failure), v_relation.oid, v_null_keys
  );
exception
  -- others leaves two out. Cancellation is how a timeout arrives, and a run that timed out has failed; and a function
  -- that the view calls may assert.
  when query_canceled or assert_failure or others then
    v_run.status := 'failed';
    v_run.finished_at := clock_timestamp();
    get stacked diagnostics
      v_run.error_sqlstate = returned_sqlstate, v_run.error_message = message_text,
      v_run.error_hint = pg_exception_hint, v_failure.context = pg_exception_context, v_failure.detail = pg_exception_detail,
      v_failure.constraint_name = constraint_name, v_failure.type_name = pg_datatype_name;
    return (v_run, null::dashboard_refresh.view_state, v_failure);
end;
$$;
comment on function dashboard_refresh._refresh_relation(dashboard_refresh.views, dashboard_refresh.runs) is
  'Refreshes the materialized view of a run that has started. Returns the run, final, and the state of the view as the '
  'refresh leaves it; after a failure no state, but where it failed. Writes nothing down. Never raises for a refresh that failed.';
