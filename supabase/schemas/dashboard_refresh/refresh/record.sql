/* Records how a refresh went. What another session has locked is left as it is: the refresh is kept all the same. */

create or replace function dashboard_refresh._finish_runs(run dashboard_refresh.runs, waiting uuid[])
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_finished uuid[];
begin
  with free as (
    select runs.id
    from dashboard_refresh.runs
    where (runs.id = run.id or runs.id = any (waiting)) and runs.status = 'queued'
    for no key update skip locked
  ),
  finished as (
    update dashboard_refresh.runs
    set status = run.status,
      finished_at = run.finished_at,
      data_as_of = run.data_as_of,
      replaced_as_of = case when runs.id = run.id then run.replaced_as_of end,
      error_sqlstate = run.error_sqlstate,
      error_message = run.error_message,
      error_hint = run.error_hint,
      path = case when runs.id = run.id then run.path else runs.path end,
      started_at = case when runs.id = run.id then run.started_at end,
      method = case when runs.id = run.id then run.method end,
      rows_inserted = case when runs.id = run.id then run.rows_inserted end,
      rows_deleted = case when runs.id = run.id then run.rows_deleted end,
      served_by = case when runs.id <> run.id then run.id end
    from free
    where runs.id = free.id
    returning runs.id
  )
  select coalesce(array_agg(finished.id), '{}') into v_finished from finished;

  perform dashboard_refresh._count_runs(v_finished);

  if not run.id = any (v_finished) then
    -- Gone where the view was unmanaged meanwhile: then there is nothing left to record.
    perform dashboard_refresh._find_run(run.id);

    raise warning using
      message = format('run %s has ended, but the ledger does not say so: its row is locked', run.id),
      errcode = 'lock_not_available';
  end if;
end;
$$;
comment on function dashboard_refresh._finish_runs(dashboard_refresh.runs, uuid[]) is
  'Makes the run final in the ledger, and with it the waiting runs that its refresh served. Raises unknown_run when it '
  'is no longer there.';

create or replace function dashboard_refresh._record_success(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  run dashboard_refresh.runs
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state;
begin
  update dashboard_refresh.view_state
  set data_as_of = state.data_as_of,
    verified_at = null,
    upstream_as_of = state.upstream_as_of,
    sources = state.sources,
    storage = state.storage,
    upstream = state.upstream,
    custom_settings = state.custom_settings,
    watched = state.watched,
    catalog_stamp = state.catalog_stamp,
    catalog_changes = state.catalog_changes,
    untrackable = state.untrackable,
    untrackable_expression = state.untrackable_expression,
    untrackable_instead = state.untrackable_instead,
    untrusted = state.untrusted,
    fingerprint = state.fingerprint,
    relation_stamp = state.relation_stamp,
    rows_written = state.rows_written,
    rows_written_epoch = state.rows_written_epoch,
    rows_written_since = state.rows_written_since,
    is_rows_written_exact = state.is_rows_written_exact,
    refreshed_elsewhere_at = state.refreshed_elsewhere_at,
    null_keys = state.null_keys,
    last_duration = run.finished_at - run.started_at,
    last_finished_at = run.finished_at,
    consecutive_failures = 0,
    failing_since = null,
    failing_revision = null,
    failure_kind = null,
    failed_stamp = null,
    retry_at = null
  where view_state.view_id = view.id
  returning * into v_state;

  perform dashboard_refresh._close_alerts(view, v_state, array['failing', 'suspended'], run.finished_at);
end;
$$;
comment on function dashboard_refresh._record_success(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.runs
) is
  'Records the state in which a successful refresh left the view: what it is made of, no failures, and their alerts over.';

create or replace function dashboard_refresh._record_outcome(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  run dashboard_refresh.runs
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp
-- While the refresh holds its lock on the view.
set lock_timeout = '1s'
as $$
begin
  if run.status = 'succeeded' then
    perform dashboard_refresh._record_success(view, state, run);
  elsif run.status = 'cancelled' then
    perform dashboard_refresh._record_end(view, run);
  else
    perform dashboard_refresh._record_failed_run(view, run);
  end if;

  -- Sent through pg_net and done there, well or not: the way to the Edge Function is open. Or it is not used any more.
  if (run.path = 'edge' and run.http_request_id is not null)
    or view.path = 'database'
    or run.finished_at - run.started_at > dashboard_refresh._api_limit()
  then
    perform dashboard_refresh._forget_losses(view, run.finished_at);
  end if;
exception
  -- Somebody keeps a transaction open that locks the row. The refresh counts all the same; that the view is taken for
  -- less fresh than it is costs one more refresh.
  when lock_not_available then
    raise warning using
      message = format('the state of %s is locked, so it does not reflect run %s', view.view, run.id),
      errcode = 'lock_not_available';
end;
$$;
comment on function dashboard_refresh._record_outcome(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.runs
) is
  'Records in the state of the view how a run of it ended.';
