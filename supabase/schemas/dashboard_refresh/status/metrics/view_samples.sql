/* What is measured of each view. What is not known has no sample. */

create or replace function dashboard_refresh._view_samples(
  scheduler dashboard_refresh.scheduler,
  is_read_only boolean,
  at timestamptz
)
returns table (name text, labels text[], value numeric) language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select samples.name, array_remove(array[(judged.view).view, samples.label], null), samples.value
  from dashboard_refresh._judged_views(scheduler, is_read_only, at) as judged
  cross join lateral (
    values
      ('view_state', 'fresh', (judged.freshness = 'fresh')::integer::numeric),
      ('view_state', 'stale', (judged.freshness = 'stale')::integer),
      ('view_state', 'unknown', (judged.freshness = 'unknown')::integer),
      ('view_state', 'missing', (judged.freshness = 'missing')::integer),
      ('view_as_of_timestamp_seconds', null, extract(epoch from judged.as_of)),
      ('view_data_as_of_timestamp_seconds', null, extract(epoch from judged.data_as_of)),
      ('view_max_staleness_seconds', null, extract(epoch from (judged.view).max_staleness)),
      ('view_promise_kept', null, judged.is_kept::integer),
      ('view_expected_fresh', null, ((judged.view).active and (judged.view).scheduled)::integer),
      ('view_paused', null, (not (judged.view).active)::integer),
      ('view_suspended', null, judged.is_suspended::integer),
      ('view_consecutive_failures', null, (judged.state).consecutive_failures),
      ('view_refreshing', null, judged.is_refreshing::integer),
      ('view_next_run_timestamp_seconds', null, extract(epoch from judged.next_run_at)),
      ('view_last_refresh_duration_seconds', null, extract(epoch from (judged.state).last_duration)),
      ('view_last_refresh_timestamp_seconds', null, extract(epoch from (judged.state).last_finished_at)),
      ('view_problem', judged.attention ->> 'code', case when judged.attention is not null then 1 end),
      ('view_open_alert', 'failing', case when 'failing' = any ((judged.state).open_alerts) then 1 end),
      ('view_open_alert', 'suspended', case when 'suspended' = any ((judged.state).open_alerts) then 1 end),
      ('view_open_alert', 'function_failing', case when 'function_failing' = any ((judged.state).open_alerts) then 1 end),
      ('view_open_alert', 'stale', case when 'stale' = any ((judged.state).open_alerts) then 1 end),
      ('ticks_skipped_total', null, (judged.state).skipped_ticks),
      ('seconds_saved_total', null, (judged.state).seconds_saved)
  ) as samples (name, label, value)
  where samples.value is not null;
end;
$$;
comment on function dashboard_refresh._view_samples(dashboard_refresh.scheduler, boolean, timestamptz) is
  'The samples of the metrics of each view at `at` (see _metric_definitions), but those of its runs.';

create or replace function dashboard_refresh._run_samples()
returns table (name text, labels text[], value numeric) language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select samples.name, array[present.view, totals.status, totals.trigger, totals.path], samples.value
  from (
    select run_totals.view_id, run_totals.status, run_totals.trigger, run_totals.path,
      sum(run_totals.runs) as runs, sum(run_totals.refreshes) as refreshes, sum(run_totals.seconds) as seconds
    from dashboard_refresh.run_totals
    group by run_totals.view_id, run_totals.status, run_totals.trigger, run_totals.path
  ) as totals
  join dashboard_refresh.views on views.id = totals.view_id
  cross join lateral dashboard_refresh._present(views) as present
  cross join lateral (
    values
      ('runs_total', totals.runs),
      ('refreshes_total', totals.refreshes),
      ('refresh_seconds_total', totals.seconds)
  ) as samples (name, value)
  union all
  select samples.name, array[present.view], samples.value
  from dashboard_refresh.views
  cross join lateral dashboard_refresh._present(views) as present
  cross join lateral (
    select coalesce(sum(run_totals.rows_inserted), 0) as inserted, coalesce(sum(run_totals.rows_deleted), 0) as deleted
    from dashboard_refresh.run_totals
    where run_totals.view_id = views.id
  ) as written
  cross join lateral (
    values ('rows_inserted_total', written.inserted), ('rows_deleted_total', written.deleted)
  ) as samples (name, value);
end;
$$;
comment on function dashboard_refresh._run_samples() is
  'The samples of the counters of runs. They never fall, unless a view is unmanaged, and managed again.';
