/* A hand-made job becomes the job of a view that is registered. */

create or replace function dashboard_refresh._name_to_keep(name text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when octet_length(_name_to_keep.name) between 1 and 63
      and not exists (select from dashboard_refresh.views where views.job_name = _name_to_keep.name)
      then _name_to_keep.name
  end;
end;
$$;
comment on function dashboard_refresh._name_to_keep(text) is
  'The name of a job that is taken over, where the view''s job can have it; otherwise null, for the default.';

create or replace function dashboard_refresh._job_to_take_over(view dashboard_refresh.views, patch jsonb)
returns dashboard_refresh.hand_made_job language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_name constant text := coalesce(
    patch ->> 'job_name', dashboard_refresh._default_job_name(view.schema_name, view.view_name)
  );
  v_job dashboard_refresh.hand_made_job;
  v_other dashboard_refresh.hand_made_job;
  v_error record;
begin
  select *
  into v_job
  from dashboard_refresh._hand_made_jobs(view) as hand_made
  -- What has the name already that the caller wants could not be left beside it. A view that one job refreshes is not paused
  -- because another was paused once.
  order by
    hand_made.name is not distinct from patch ->> 'job_name' and patch ->> 'job_name' is not null desc,
    hand_made.active desc,
    hand_made.id
  limit 1;

  -- Some other job that has the name: _sync_job says whether it can be had.
  if v_job.id is null or (patch ->> 'job_name' is not null and v_job.name is distinct from v_name) then
    select job.jobid, job.jobname::text, job.schedule, job.command, job.active
    into v_other
    from cron.job
    where job.username = current_user and job.jobname = v_name;

    if found then
      v_job := v_other;
    end if;
  end if;

  select * into v_error from dashboard_refresh._schedule_error(v_job.schedule)
  where v_job.id is not null and not patch ? 'schedule';

  -- With a schedule put in its place the view would be refreshed at times that nobody has chosen.
  if v_error.code is not null then
    perform dashboard_refresh._raise(
      'unsupported_schedule',
      format('the cron job %s cannot be taken over with its schedule, %s',
        coalesce(quote_literal(v_job.name), v_job.id::text), v_job.schedule),
      format('%s. %s', v_error.message, v_error.detail),
      'Give the schedule that the view is to have from now on. Nothing was changed.'
    );
  end if;

  if v_job.id is not null
    and not patch ? 'schedule'
    and jsonb_typeof(patch -> 'time_zone') = 'string'
    and dashboard_refresh._is_time_zone(patch ->> 'time_zone')
    and dashboard_refresh._job_schedule(v_job.schedule, patch ->> 'time_zone') <> v_job.schedule
  then
    perform dashboard_refresh._raise(
      'invalid_setting',
      format('the cron job %s cannot be taken over with its schedule, %s, in another time zone',
        coalesce(quote_literal(v_job.name), v_job.id::text), v_job.schedule),
      format('Its hours are those of %s, and would be those of %s.', dashboard_refresh._cron_zone(), patch ->> 'time_zone'),
      'Give the schedule too, as it is to be in that time zone. Nothing was changed.'
    );
  end if;

  return v_job;
end;
$$;
comment on function dashboard_refresh._job_to_take_over(dashboard_refresh.views, jsonb) is
  'The job of the caller''s that becomes the job of a view to be registered: the first that does nothing but refresh it, an '
  'active one before a paused one, or '
  'one that has the name which the patch gives or the default; all null when there is none. Raises unsupported_schedule where '
  'its schedule would be kept and cannot be read, invalid_setting where it would mean other times in another time zone.';
