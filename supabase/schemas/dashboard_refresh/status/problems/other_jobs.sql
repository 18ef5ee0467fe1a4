/* What else refreshes the view, by the texts of the cron jobs. */

create or replace function dashboard_refresh._other_job_problems(view dashboard_refresh.views)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_own_jobs constant text := '^(set statement_timeout = \S+; )?(select|call) dashboard_refresh\.\w+\(';
  v_functions oid[];
begin
  -- Most projects have no other job, and all their functions need not be read.
  if not exists (
    select from cron.job
    where job.active and job.database = current_database() and job.command !~ v_own_jobs
  ) then
    return;
  end if;

  v_functions := array(select dashboard_refresh._refreshing_functions(view));

  return query
  with others as (
    select
      job.jobid,
      coalesce(job.jobname::text, job.jobid::text) as name,
      job.username,
      job.command,
      (
        select string_agg(pg_proc.oid::regprocedure::text, ', ' order by pg_proc.oid::regprocedure::text)
        from pg_catalog.pg_proc
        join pg_catalog.pg_namespace on pg_namespace.oid = pg_proc.pronamespace
        where pg_proc.oid = any (v_functions)
          and dashboard_refresh._names_function(job.command, pg_namespace.nspname, pg_proc.proname)
      ) as functions
    from cron.job
    where job.active and job.database = current_database() and job.command !~ v_own_jobs
  ),
  refreshing as (
    select
      others.*,
      case
        when others.functions is null then dashboard_refresh._without_refresh(others.jobid, others.command, view)
      end as statement
    from others
    where others.functions is not null or dashboard_refresh._refreshes(others.command, view)
  )
  select
    'other_job', 'warning',
    format(
      'Other cron jobs refresh the view too: %s. Their refreshes are neither counted nor kept apart from runs.',
      string_agg(
        refreshing.name
          || case when refreshing.username <> current_user then format(' of %s', refreshing.username) else '' end
          || coalesce(' (by ' || refreshing.functions || ')', ''),
        ', ' order by refreshing.jobid
      )
    ),
    string_agg(
      case
        when refreshing.username <> current_user then format('Have %s take it out of the job %s: %s',
          refreshing.username, refreshing.name,
          coalesce(refreshing.statement, format('select cron.unschedule(%s);', refreshing.jobid)))
        when refreshing.statement is not null then refreshing.statement
        when refreshing.functions is not null then format('Take the refresh of %s out of %s.', view.view,
          refreshing.functions)
        else format('Take the refresh of %s out of the job %s.', view.view, refreshing.name)
      end,
      ' ' order by refreshing.jobid
    )
  from refreshing
  having count(*) > 0;
end;
$$;
comment on function dashboard_refresh._other_job_problems(dashboard_refresh.views) is
  'Which other jobs of this database refresh the view, of all jobs that the caller may see, and how to end that.';
