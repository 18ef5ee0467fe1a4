/*
Keeps a view's cron job in step with its settings.

pg_cron lets only its owner alter a job, and judges by current_user. So all this runs as the owner of the schema: called
directly by that role, or through the wrappers in public, which it owns.
*/

create or replace function dashboard_refresh._default_job_name(schema_name text, view_name text)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select case
    when octet_length('refresh-' || view_name) <= 63
      and not exists (
        select from dashboard_refresh.views
        where views.job_name = 'refresh-' || _default_job_name.view_name
          and (views.schema_name, views.view_name) <> (_default_job_name.schema_name, _default_job_name.view_name)
      )
      then 'refresh-' || view_name
    -- Too long or taken: what fits of it, and a hash of the whole.
    else 'refresh-' || left(regexp_replace(view_name, '[^ -~]', '', 'g'), 40) || '-'
      || left(md5(schema_name || '.' || view_name), 8)
  end;
$$;
comment on function dashboard_refresh._default_job_name(text, text) is
  'The name of a view''s job unless another is set: refresh-<view>, shortened where it must be.';

create or replace function dashboard_refresh._sync_job(view dashboard_refresh.views, before jsonb)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_command constant text := dashboard_refresh._tick_command(view.view);
  -- A job of ours is ours whatever somebody has made of it since.
  v_is_ours constant boolean := coalesce(
    (before ->> 'scheduled')::boolean and before ->> 'job_name' = view.job_name, false
  );
  v_other record;
  v_job_id bigint;
begin
  select job.jobid, job.username, job.database
  into v_other
  from cron.job
  where job.jobname = view.job_name
    and (
      job.username <> current_user
      or job.database <> current_database()
      or not (
        v_is_ours
        or job.command = any (dashboard_refresh._tick_commands(view.view))
        or dashboard_refresh._is_refresh_of(job.command, view)
      )
    )
  limit 1;

  if found then
    perform dashboard_refresh._raise(
      'job_conflict',
      format('the cron job %s belongs to something else', quote_literal(view.job_name)),
      format('Job %s of role %s in database %s is not a refresh of %s by %s, or does more than that.',
        v_other.jobid, v_other.username, v_other.database, view.view, current_user),
      'Choose another job_name, or unschedule that job first.'
    );
  end if;

  -- Under another name than before, or not scheduled any more.
  perform cron.unschedule(job.jobid)
  from cron.job
  where job.username = current_user
    and (
      (job.jobname = before ->> 'job_name' and job.jobname <> view.job_name)
      or (job.jobname = view.job_name and not view.scheduled)
    );

  if not view.scheduled then
    return;
  end if;

  begin
    -- By name this creates the job or changes it in place. It leaves a paused job paused, hence the second call.
    v_job_id := cron.schedule(
      view.job_name, dashboard_refresh._job_schedule(view.schedule, view.time_zone), v_command
    );
    perform cron.alter_job(v_job_id, active => view.active);
  exception
    when invalid_parameter_value then
      perform dashboard_refresh._raise(
        'invalid_setting',
        format('schedule: pg_cron does not accept %s', quote_literal(view.schedule)),
        sqlerrm,
        'Every five minutes is */5 * * * *. Nothing was changed.'
      );
  end;
end;
$$;
comment on function dashboard_refresh._sync_job(dashboard_refresh.views, jsonb) is
  'Makes the cron job what the settings say: name, schedule, command, active, there or not. Takes over a hand-made job of '
  'that name which does nothing but refresh the view. before: the settings until now. Raises job_conflict when the name '
  'is taken by another job.';
