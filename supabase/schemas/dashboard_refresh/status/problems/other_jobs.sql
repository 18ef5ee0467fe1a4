/* What else refreshes the view, by the texts of the cron jobs. */

create or replace function dashboard_refresh._other_job_problems(view dashboard_refresh.views)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select
    'other_job', 'warning',
    format(
      'Other cron jobs refresh the view too: %s. Their refreshes are neither counted nor kept apart from runs.',
      string_agg(
        refreshing.name
          || case when refreshing.owner <> current_user then format(' of %s', refreshing.owner) else '' end
          || coalesce(' (by ' || refreshing.functions || ')', ''),
        ', ' order by refreshing.id
      )
    ),
    string_agg(dashboard_refresh._refreshing_job_remedy(refreshing, view), ' ' order by refreshing.id)
  from dashboard_refresh._refreshing_jobs(view) as refreshing
  where refreshing.active
  having count(*) > 0;
end;
$$;
comment on function dashboard_refresh._other_job_problems(dashboard_refresh.views) is
  'Which other jobs of this database refresh the view, of all jobs that the caller may see, and how to end that.';
