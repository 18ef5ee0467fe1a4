/* The cron jobs that belong to no view. Made again by each release. */

create or replace function dashboard_refresh._make_standing_jobs()
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  perform cron.alter_job(cron.schedule(standing.job_name, '* * * * *', standing.command), active => true)
  from dashboard_refresh._standing_jobs() as standing;
end;
$$;
comment on function dashboard_refresh._make_standing_jobs() is
  'Makes the jobs of the watchdog and of the rescues what they should be: there, active, every minute.';

-- A job that somebody has paused stays paused.
select cron.schedule(standing.job_name, '* * * * *', standing.command)
from dashboard_refresh._standing_jobs() as standing;

-- Where an older release has made the jobs of views. What somebody has changed since stays as it is.
select cron.alter_job(job.jobid, command => dashboard_refresh._tick_command(views.view))
from cron.job
join dashboard_refresh.views on views.job_name = job.jobname
where job.username = current_user
  and job.command = any (dashboard_refresh._tick_commands(views.view))
  and job.command <> dashboard_refresh._tick_command(views.view);
