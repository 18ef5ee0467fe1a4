/*
A managed view that was renamed or moved to another schema keeps its settings and its history.

Whoever works with a view does so under its present name at once (_present). The registry, the job and its name follow
within a minute, by the watchdog or at the end of a tick, and wait for nobody.
*/

create or replace function dashboard_refresh._follow_rename(view dashboard_refresh.views)
returns dashboard_refresh.views language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_stored dashboard_refresh.views;
  v_present dashboard_refresh.views;
  v_before json;
  v_job_name text;
begin
  select * into v_stored from dashboard_refresh.views where views.id = view.id;
  v_present := dashboard_refresh._present(v_stored);

  -- Not renamed; or another session is changing what is managed, or this one may not.
  if v_present.view is not distinct from v_stored.view
    or (select nspowner from pg_catalog.pg_namespace where nspname = 'dashboard_refresh')
      <> (select pg_roles.oid from pg_catalog.pg_roles where pg_roles.rolname = current_user)
    or not pg_try_advisory_xact_lock(20261104, 0)
  then
    return coalesce(v_present, view);
  end if;

  perform from dashboard_refresh.views where views.id = view.id for update skip locked;

  if not found then
    return v_present;
  end if;

  v_before := dashboard_refresh._settings_json(v_stored);
  v_job_name := dashboard_refresh._default_job_name(v_present.schema_name, v_present.view_name);
  v_present.former_name := v_stored.view;

  if v_present.view_name <> v_stored.view_name
    and v_stored.job_name = dashboard_refresh._default_job_name(v_stored.schema_name, v_stored.view_name)
    and not exists (select from cron.job where job.jobname = v_job_name)
  then
    v_present.job_name := v_job_name;
  end if;

  v_present := dashboard_refresh._store_settings(v_present);

  -- A job that somebody else has made under this name is a problem in status, and no reason to keep the old name here.
  if not exists (
    select from cron.job
    where job.jobname = v_present.job_name and (job.username <> current_user or job.database <> current_database())
  ) then
    perform dashboard_refresh._sync_job(v_present, v_before::jsonb);
  end if;

  insert into dashboard_refresh.config_changes (changed_by, action, view, before, after)
  values (
    session_user,
    'rename',
    v_present.view,
    v_before::jsonb || jsonb_build_object('view', v_stored.view),
    dashboard_refresh._settings_json(v_present)::jsonb || jsonb_build_object('view', v_present.view)
  );

  return v_present;
exception
  -- The row of the job, which a session that alters it by hand may hold.
  when lock_not_available then
    return v_present;
end;
$$;
comment on function dashboard_refresh._follow_rename(dashboard_refresh.views) is
  'Where the relation of a managed view has another name than the registry: puts that down, points the job at it, names '
  'the job after it unless it has a name of its own, and writes the audit. Waits for nobody, and then leaves it for the '
  'next time. Returns the view under its present name.';

create or replace function dashboard_refresh._follow_renames(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  perform dashboard_refresh._follow_rename(views)
  from dashboard_refresh.views
  where views.managed_at <= at and views.relation_oid is not null and to_regclass(views.view) is null;

  -- Which relation has the name now: that of a view which was missing, or was dropped and created again.
  with free as (
    select views.id, pg_class.oid as relation
    from dashboard_refresh.views
    join pg_catalog.pg_namespace on pg_namespace.nspname = views.schema_name
    join pg_catalog.pg_class on pg_class.relnamespace = pg_namespace.oid and pg_class.relname = views.view_name
    where pg_class.relkind = 'm' and pg_class.oid is distinct from views.relation_oid
    for no key update of views skip locked
  )
  update dashboard_refresh.views set relation_oid = free.relation from free where views.id = free.id;
end;
$$;
comment on function dashboard_refresh._follow_renames(timestamptz) is
  'A duty of the watchdog: follows the views, managed at `at`, that were renamed, and notes which relations have the names '
  'of the others.';
