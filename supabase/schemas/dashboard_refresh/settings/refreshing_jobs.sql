/* The cron jobs, other than ours, that refresh a view. */

create or replace function dashboard_refresh._refreshing_jobs(view dashboard_refresh.views)
returns setof dashboard_refresh.refreshing_job language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_own_jobs constant text := '^(set statement_timeout = \S+; )?(select|call) dashboard_refresh\.\w+\(';
  v_functions oid[];
begin
  -- Most projects have no other job, and all their functions need not be read.
  if not exists (
    select from cron.job where job.database = current_database() and job.command !~ v_own_jobs
  ) then
    return;
  end if;

  v_functions := array(select dashboard_refresh._refreshing_functions(view));

  return query
  with others as (
    select
      job.*,
      (
        select string_agg(pg_proc.oid::regprocedure::text, ', ' order by pg_proc.oid::regprocedure::text)
        from pg_catalog.pg_proc
        join pg_catalog.pg_namespace on pg_namespace.oid = pg_proc.pronamespace
        where pg_proc.oid = any (v_functions)
          and dashboard_refresh._names_function(job.command, pg_namespace.nspname, pg_proc.proname)
      ) as functions
    from cron.job
    where job.database = current_database() and job.command !~ v_own_jobs
  )
  select
    others.jobid,
    coalesce(others.jobname::text, others.jobid::text),
    others.schedule,
    others.active,
    others.username::text,
    others.command,
    others.functions,
    case
      when others.functions is null then dashboard_refresh._without_refresh(others.jobid, others.command, view)
    end
  from others
  where others.functions is not null or dashboard_refresh._refreshes(others.command, view)
  order by others.jobid;
end;
$$;
comment on function dashboard_refresh._refreshing_jobs(dashboard_refresh.views) is
  'The cron jobs of this database, paused ones too and of all that the caller may see, that refresh the view and are none of '
  'ours, as far as their texts say.';

create or replace function dashboard_refresh._refreshing_job_remedy(
  job dashboard_refresh.refreshing_job,
  view dashboard_refresh.views
)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when job.owner <> current_user then format('Have %s take it out of the job %s: %s',
      job.owner, job.name, coalesce(job.statement, format('select cron.unschedule(%s);', job.id)))
    when job.statement is not null then job.statement
    when job.functions is not null then format('Take the refresh of %s out of %s.', view.view, job.functions)
    else format('Take the refresh of %s out of the job %s.', view.view, job.name)
  end;
end;
$$;
comment on function dashboard_refresh._refreshing_job_remedy(
  dashboard_refresh.refreshing_job, dashboard_refresh.views
) is
  'What keeps such a job from refreshing the view: a statement, or words where its text does not say how.';
