/*
Purpose: what is managed and how, with the cron job kept in step: register, change, unregister.

Objects: functions _settings, _parse_name, _is_refresh_of, _apply_job, _job_name, _save,
_end_suspension, manage, reconfigure, unmanage.

pg_cron lets only the role that owns a job alter it, and judges by current_user. So all this runs as the owner of the
schema: called directly by that role, or through the wrappers in public, which it owns.
*/

create function dashboard_refresh._settings(view dashboard_refresh.views)
returns jsonb
language sql
immutable
security invoker
set search_path = pg_catalog, pg_temp
-- The form callers are promised, whatever the session's is.
set intervalstyle = 'postgres'
begin atomic
  select jsonb_build_object(
    'job_name', (view).job_name,
    'schedule', (view).schedule,
    'active', (view).active,
    'scheduled', (view).scheduled,
    'path', (view).path,
    'concurrently', (view)."concurrently",
    'max_staleness', (view).max_staleness,
    'lock_timeout', (view).lock_timeout,
    'max_duration', (view).max_duration,
    'failure_limit', (view).failure_limit,
    'skip_unchanged', (view).skip_unchanged,
    'max_duty_cycle', (view).max_duty_cycle,
    'force_after', (view).force_after
  );
end;

comment on function dashboard_refresh._settings(dashboard_refresh.views) is 'The settings of a view, as callers see them.';

create function dashboard_refresh._parse_name(name text)
returns text[]
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_parts text[];
begin
  begin
    v_parts := parse_ident(name);
  exception
    when invalid_parameter_value then
      v_parts := null;
  end;

  if v_parts is null or cardinality(v_parts) > 2 then
    raise exception using
      errcode = 'DR010',
      message = format('%s is no name of a view', coalesce(quote_literal(name), 'null')),
      detail = 'A name has one or two parts, and none of them is empty.',
      hint = 'Write schema.view, with double quotes around what is not plain lower case.';
  end if;

  return case when cardinality(v_parts) = 1 then array['public', v_parts[1]] else v_parts end;
end;
$$;

comment on function dashboard_refresh._parse_name(text) is
  'Schema and name out of a name as SQL writes it; the schema is public where none is given. Raises DR010.';

create function dashboard_refresh._is_refresh_of(command text, view dashboard_refresh.views)
returns boolean
language sql
immutable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select lower((regexp_match(
    command, '^\s*refresh\s+materialized\s+view\s+(?:concurrently\s+)?([^\s;]+)\s*;?\s*$', 'i'
  ))[1]) in (
    lower(view.view), lower(view.schema_name || '.' || view.view_name), lower(view.view_name),
    lower(quote_ident(view.view_name))
  );
end;

comment on function dashboard_refresh._is_refresh_of(text, dashboard_refresh.views) is
  'True for a command that refreshes this view and does nothing else: the remedy by hand. Null or false for any other.';

create function dashboard_refresh._apply_job(view dashboard_refresh.views, before jsonb)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_command constant text := dashboard_refresh._tick_command(view.view);
  -- A job we made is ours whatever somebody has made of it since.
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
        or job.command = v_command
        or coalesce(dashboard_refresh._is_refresh_of(job.command, view), false)
      )
    )
  limit 1;

  if found then
    raise exception using
      errcode = 'DR009',
      message = format('the cron job %s belongs to something else', quote_literal(view.job_name)),
      detail = format('Job %s of role %s in database %s is not a refresh of %s by %s, or does more than that.',
        v_other.jobid, v_other.username, v_other.database, view.view, current_user),
      hint = 'Choose another job_name, or unschedule that job first.';
  end if;

  if not view.scheduled then
    perform cron.unschedule(job.jobid) from cron.job where job.jobname = view.job_name and job.username = current_user;
    return;
  end if;

  begin
    -- By name this makes the job or changes it in place. It keeps a paused job paused, hence the second call.
    v_job_id := cron.schedule(view.job_name, view.schedule, v_command);
    perform cron.alter_job(v_job_id, active => view.active);
  exception
    when invalid_parameter_value then
      raise exception using
        errcode = 'DR004',
        message = format('schedule: pg_cron does not take %s', quote_literal(view.schedule)),
        detail = sqlerrm,
        hint = 'Every five minutes is */5 * * * *. Nothing was changed.';
  end;
end;
$$;

comment on function dashboard_refresh._apply_job(dashboard_refresh.views, jsonb) is
  'Makes the cron job what the registry says: schedule, command, active, there or not. Takes over a hand-made job of '
  'that name which does nothing but refresh the view. before: the settings until now. Raises DR009 when the name is '
  'taken by another.';

create function dashboard_refresh._job_name(schema_name text, view_name text)
returns text
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select case
    when octet_length('refresh-' || view_name) <= 63
      and not exists (select from dashboard_refresh.views where views.job_name = 'refresh-' || _job_name.view_name)
      then 'refresh-' || view_name
    -- Too long or taken: what fits of it, and a hash of the whole.
    else 'refresh-' || left(regexp_replace(view_name, '[^ -~]', '', 'g'), 40) || '-'
      || left(md5(schema_name || '.' || view_name), 8)
  end;
end;

comment on function dashboard_refresh._job_name(text, text) is
  'The name of the job of a view for which nobody gave one: refresh-<view>, shortened where it must be.';

create function dashboard_refresh._save(view dashboard_refresh.views, action text, changed_by text, before jsonb)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_after jsonb;
  v_constraint text;
begin
  perform dashboard_refresh._check_schedule(view.schedule);

  -- In hours, minutes and seconds alone: a day or a month has no fixed length.
  view.max_staleness := make_interval(secs => extract(epoch from view.max_staleness)::double precision);
  view.lock_timeout := make_interval(secs => extract(epoch from view.lock_timeout)::double precision);
  view.max_duration := make_interval(secs => extract(epoch from view.max_duration)::double precision);
  view.force_after := make_interval(secs => extract(epoch from view.force_after)::double precision);

  begin
    update dashboard_refresh.views
    set job_name = view.job_name,
      schedule = view.schedule,
      active = view.active,
      scheduled = view.scheduled,
      path = view.path,
      "concurrently" = view."concurrently",
      max_staleness = view.max_staleness,
      lock_timeout = view.lock_timeout,
      max_duration = view.max_duration,
      failure_limit = view.failure_limit,
      skip_unchanged = view.skip_unchanged,
      max_duty_cycle = view.max_duty_cycle,
      force_after = view.force_after,
      -- What pg_cron owes us is found out anew for the new job.
      tick_due_at = null,
      ticks_missed_since = null
    where views.id = view.id;
  exception
    when check_violation then
      get stacked diagnostics v_constraint = constraint_name;
      raise exception using
        errcode = 'DR004',
        message = (
          select obj_description(pg_constraint.oid, 'pg_constraint')
          from pg_catalog.pg_constraint
          where pg_constraint.conrelid = 'dashboard_refresh.views'::regclass
            and pg_constraint.conname = v_constraint
        ),
        detail = format('Got %s.', to_jsonb(view) -> regexp_replace(v_constraint, '^views_(.*)_check$', '\1')),
        hint = 'Nothing was changed.';
    when unique_violation then
      raise exception using
        errcode = 'DR009',
        message = format('the job name %s is used by another managed view', quote_literal(view.job_name)),
        hint = 'Choose another job_name. Nothing was changed.';
  end;

  v_after := dashboard_refresh._settings(view);
  perform dashboard_refresh._apply_job(view, _save.before);

  -- A call that is repeated, by a client or on its way, changed nothing the second time.
  if v_after is distinct from _save.before then
    insert into dashboard_refresh.config_changes (changed_by, action, view, before, after)
    values (coalesce(_save.changed_by, session_user), _save.action, view.view, _save.before, v_after);
  end if;

  return jsonb_build_object('view', view.view, 'before', _save.before, 'after', v_after);
end;
$$;

comment on function dashboard_refresh._save(dashboard_refresh.views, text, text, jsonb) is
  'Checks and stores a view''s settings, brings the cron job in step and writes the audit: all or nothing. Returns '
  'view, before and after. Raises DR004, DR005, DR009.';

create function dashboard_refresh._end_suspension(view_id integer)
returns void
language sql
volatile
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  update dashboard_refresh.views
  set consecutive_failures = 0,
    failing_since = null,
    failure_kind = null,
    failed_outline = null,
    retry_at = null
  where views.id = _end_suspension.view_id;
end;

comment on function dashboard_refresh._end_suspension(integer) is 'Forgets the failures in a row of a view.';

create function dashboard_refresh.manage(
  view text,
  job_name text default null,
  schedule text default null,
  active boolean default null,
  scheduled boolean default null,
  path text default null,
  "concurrently" text default null,
  max_staleness interval default null,
  lock_timeout interval default null,
  max_duration interval default null,
  failure_limit integer default null,
  skip_unchanged boolean default null,
  max_duty_cycle numeric default null,
  force_after interval default null
)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_name text[] := dashboard_refresh._parse_name(manage.view);
  v_view dashboard_refresh.views;
  v_kind "char";
  v_before jsonb;
  v_job record;
begin
  perform dashboard_refresh._lock_configuration();

  select * into v_view
  from dashboard_refresh.views
  where views.schema_name = v_name[1] and views.view_name = v_name[2];

  if found then
    v_before := dashboard_refresh._settings(v_view);
  else
    begin
      insert into dashboard_refresh.views (schema_name, view_name, job_name)
      values (
        v_name[1], v_name[2], coalesce(manage.job_name, dashboard_refresh._job_name(v_name[1], v_name[2]))
      )
      returning * into v_view;
    exception
      when unique_violation then
        raise exception using
          errcode = 'DR009',
          message = format('the job name %s is used by another managed view', quote_literal(manage.job_name)),
          detail = 'Each managed view has a job of its own.',
          hint = 'Choose another job_name. Nothing was changed.';
      when check_violation then
        raise exception using
          errcode = 'DR004',
          message = 'job_name must have 1 to 63 bytes.',
          detail = format('Got %s.', to_jsonb(manage.job_name)),
          hint = 'Nothing was changed.';
    end;
  end if;

  v_kind := (dashboard_refresh._relation(v_view)).kind;

  if v_kind is null then
    raise notice using
      message = format('%s does not exist yet', v_view.view),
      hint = 'It is refreshed as soon as it does. Was it a slip of the pen, unmanage it.';
  elsif v_kind <> 'm' then
    raise exception using
      errcode = 'DR003',
      message = format('%s is not a materialized view', v_view.view),
      detail = format('It is a %s.', case v_kind
        when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'plain view' when 'i' then 'index'
        when 'S' then 'sequence' when 'f' then 'foreign table' when 'c' then 'type' else 'relation of another kind'
      end),
      hint = 'Name a materialized view, or one that does not exist yet.';
  end if;

  -- A new name moves the job: the old one goes, _save makes the new one.
  if manage.job_name <> v_view.job_name and v_before is not null then
    perform cron.unschedule(job.jobid)
    from cron.job
    where job.jobname = v_view.job_name and job.username = current_user;
  end if;

  v_view.job_name := coalesce(manage.job_name, v_view.job_name);

  -- A job paused by hand stays paused when it is taken over, unless the caller says otherwise.
  select job.active, job.schedule, job.command
  into v_job
  from cron.job
  where v_before is null and job.jobname = v_view.job_name and job.username = current_user;

  if found then
    v_before := jsonb_build_object('taken_over', to_jsonb(v_job));
  end if;

  v_view.schedule := coalesce(manage.schedule, v_view.schedule);
  v_view.active := coalesce(manage.active, v_job.active, v_view.active);
  v_view.scheduled := coalesce(manage.scheduled, v_view.scheduled);
  v_view.path := coalesce(manage.path, v_view.path);
  v_view."concurrently" := coalesce(manage."concurrently", v_view."concurrently");
  v_view.max_staleness := coalesce(manage.max_staleness, v_view.max_staleness);
  v_view.lock_timeout := coalesce(manage.lock_timeout, v_view.lock_timeout);
  v_view.max_duration := coalesce(manage.max_duration, v_view.max_duration);
  v_view.failure_limit := coalesce(manage.failure_limit, v_view.failure_limit);
  v_view.skip_unchanged := coalesce(manage.skip_unchanged, v_view.skip_unchanged);
  v_view.max_duty_cycle := coalesce(manage.max_duty_cycle, v_view.max_duty_cycle);
  v_view.force_after := coalesce(manage.force_after, v_view.force_after);

  if manage.active then
    perform dashboard_refresh._end_suspension(v_view.id);
  end if;

  return dashboard_refresh._save(v_view, 'manage', null, v_before);
end;
$$;

comment on function dashboard_refresh.manage(
  text, text, text, boolean, boolean, text, text, interval, interval, interval, integer, boolean, numeric, interval
) is
  'Registers a materialized view, which need not exist yet, and schedules its job; on a managed view it changes the '
  'settings that are given. job_name: refresh-<view> by default; a hand-made job of that name which refreshes the view '
  'is taken over. Returns view, before (null when new, taken_over when there was such a job) and after. '
  'Raises DR003, DR004, DR005, DR009, DR010; then nothing has changed.';

create function dashboard_refresh.reconfigure(
  view text default null,
  schedule text default null,
  active boolean default null,
  scheduled boolean default null,
  path text default null,
  "concurrently" text default null,
  max_staleness interval default null,
  lock_timeout interval default null,
  max_duration interval default null,
  failure_limit integer default null,
  skip_unchanged boolean default null,
  max_duty_cycle numeric default null,
  force_after interval default null,
  changed_by text default null
)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views;
  v_before jsonb;
begin
  if num_nonnulls(
    schedule, active, scheduled, path, "concurrently", max_staleness, lock_timeout, max_duration, failure_limit,
    skip_unchanged, max_duty_cycle, force_after
  ) = 0
  then
    raise exception using
      errcode = 'DR010',
      message = 'no setting was given, so there is nothing to change',
      detail = 'A setting that is null stays as it is.',
      hint = 'Give at least one of schedule, active, scheduled, path, concurrently, max_staleness, lock_timeout, '
        'max_duration, failure_limit, skip_unchanged, max_duty_cycle, force_after.';
  end if;

  -- Two callers at once change one after the other, each on what the other left.
  perform dashboard_refresh._lock_configuration();
  v_view := dashboard_refresh._find_view(reconfigure.view);
  v_before := dashboard_refresh._settings(v_view);

  v_view.schedule := coalesce(reconfigure.schedule, v_view.schedule);
  v_view.active := coalesce(reconfigure.active, v_view.active);
  v_view.scheduled := coalesce(reconfigure.scheduled, v_view.scheduled);
  v_view.path := coalesce(reconfigure.path, v_view.path);
  v_view."concurrently" := coalesce(reconfigure."concurrently", v_view."concurrently");
  v_view.max_staleness := coalesce(reconfigure.max_staleness, v_view.max_staleness);
  v_view.lock_timeout := coalesce(reconfigure.lock_timeout, v_view.lock_timeout);
  v_view.max_duration := coalesce(reconfigure.max_duration, v_view.max_duration);
  v_view.failure_limit := coalesce(reconfigure.failure_limit, v_view.failure_limit);
  v_view.skip_unchanged := coalesce(reconfigure.skip_unchanged, v_view.skip_unchanged);
  v_view.max_duty_cycle := coalesce(reconfigure.max_duty_cycle, v_view.max_duty_cycle);
  v_view.force_after := coalesce(reconfigure.force_after, v_view.force_after);

  -- To resume is also the way out of a suspension.
  if reconfigure.active then
    perform dashboard_refresh._end_suspension(v_view.id);
  end if;

  return dashboard_refresh._save(v_view, 'reconfigure', reconfigure.changed_by, v_before);
end;
$$;

comment on function dashboard_refresh.reconfigure(
  text, text, boolean, boolean, text, text, interval, interval, interval, integer, boolean, numeric, interval, text
) is
  'Changes the given settings of a managed view (null view: the only one) and its cron job, all or nothing, and writes '
  'the audit. active => true also ends a suspension. changed_by: whom the audit names, the session''s role by default. '
  'Returns view, before and after. '
  'Raises DR001, DR002, DR004, DR005, DR009, DR010; then nothing has changed.';

create function dashboard_refresh.unmanage(view text, changed_by text default null)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views;
begin
  perform dashboard_refresh._lock_configuration();
  v_view := dashboard_refresh._find_view(unmanage.view);

  perform cron.unschedule(job.jobid)
  from cron.job
  where job.jobname = v_view.job_name and job.username = current_user;

  delete from dashboard_refresh.views where views.id = v_view.id;

  insert into dashboard_refresh.config_changes (changed_by, action, view, before)
  values (coalesce(unmanage.changed_by, session_user), 'unmanage', v_view.view, dashboard_refresh._settings(v_view));
end;
$$;

comment on function dashboard_refresh.unmanage(text, text) is
  'Stops managing a view: removes its job, its settings and its runs, and leaves the view itself alone. The audit '
  'stays. Raises DR001, DR002.';

revoke all on function
  dashboard_refresh._settings(dashboard_refresh.views),
  dashboard_refresh._parse_name(text),
  dashboard_refresh._is_refresh_of(text, dashboard_refresh.views),
  dashboard_refresh._apply_job(dashboard_refresh.views, jsonb),
  dashboard_refresh._job_name(text, text),
  dashboard_refresh._save(dashboard_refresh.views, text, text, jsonb),
  dashboard_refresh._end_suspension(integer),
  dashboard_refresh.manage(
    text, text, text, boolean, boolean, text, text, interval, interval, interval, integer, boolean, numeric, interval
  ),
  dashboard_refresh.reconfigure(
    text, text, boolean, boolean, text, text, interval, interval, interval, integer, boolean, numeric, interval, text
  ),
  dashboard_refresh.unmanage(text, text)
from public, anon, authenticated, service_role;
