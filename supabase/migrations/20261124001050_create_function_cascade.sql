/*
Purpose: managed views that read managed views.

Objects: functions _upstream, _upstream_is_busy, _noted_as_of, _as_of, _upstream_as_of, _tell_dependants.

A refresh that changed a view asks for a refresh of those that read it, directly or through plain views, each a run of
its own with trigger cascade. A refresh that failed is written down on them. Nobody waits, and nobody else is stopped.
*/

create function dashboard_refresh._upstream(view dashboard_refresh.views)
returns setof dashboard_refresh.views
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select views.*
  from dashboard_refresh.views
  join pg_catalog.pg_namespace on pg_namespace.nspname = views.schema_name
  join pg_catalog.pg_class on pg_class.relnamespace = pg_namespace.oid and pg_class.relname = views.view_name
  where pg_class.oid = any (view.upstream);
end;
$$;

comment on function dashboard_refresh._upstream(dashboard_refresh.views) is
  'The managed views this one reads, directly or through plain views, as far as its last refresh knew.';

create function dashboard_refresh._upstream_is_busy(view dashboard_refresh.views)
returns boolean
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (
    select from dashboard_refresh._upstream(view) as source
    where dashboard_refresh._refresher(source.id) is not null
      or exists (
        select from dashboard_refresh.runs where runs.view_id = source.id and runs.status = 'queued'
      )
  );
end;
$$;

comment on function dashboard_refresh._upstream_is_busy(dashboard_refresh.views) is
  'True while a managed view that this one reads is being refreshed or waits for it.';

create function dashboard_refresh._noted_as_of(view dashboard_refresh.views)
returns timestamptz
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case
    when view.data_as_of is not null
      then nullif(least(greatest(view.data_as_of, view.verified_at), view.upstream_as_of), '-infinity')
  end;
end;
$$;

comment on function dashboard_refresh._noted_as_of(dashboard_refresh.views) is
  'How fresh the view is by the registry alone: never fresher than it is, and looked at without a price. Null as in _as_of.';

create function dashboard_refresh._as_of(view dashboard_refresh.views, at timestamptz)
returns timestamptz
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_statistics record := dashboard_refresh._statistics(at);
begin
  if view.data_as_of is null then
    return null;
  elsif dashboard_refresh._is_unchanged(view, v_statistics.epoch) then
    return nullif(
      least(greatest(view.data_as_of, view.verified_at, v_statistics.known_until), dashboard_refresh._upstream_as_of(view, at)),
      '-infinity'
    );
  end if;

  return dashboard_refresh._noted_as_of(view);
end;
$$;

comment on function dashboard_refresh._as_of(dashboard_refresh.views, timestamptz) is
  'How fresh the view is, looked at now: the time up to which what it shows is known to be right, through the managed '
  'views it reads. Not after `at`. Null while no refresh of ours succeeded, of this view or of one of those.';

create function dashboard_refresh._upstream_as_of(view dashboard_refresh.views, at timestamptz)
returns timestamptz
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Most views read tables alone, and every tick asks.
  if coalesce(cardinality(view.upstream), 0) = 0 then
    return null;
  end if;

  -- A view that nobody has refreshed yet is as old as can be.
  return (
    select min(coalesce(dashboard_refresh._as_of(source, at), '-infinity'))
    from dashboard_refresh._upstream(view) as source
  );
end;
$$;

comment on function dashboard_refresh._upstream_as_of(dashboard_refresh.views, timestamptz) is
  'How fresh the least fresh managed view is that this one reads; null when it reads none.';

create function dashboard_refresh._tell_dependants(run_id uuid)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_run dashboard_refresh.runs := dashboard_refresh._find_run(run_id);
  v_view dashboard_refresh.views;
  v_relation oid;
  v_dependant dashboard_refresh.views;
  v_path text;
  v_new_run_id uuid;
begin
  select * into strict v_view from dashboard_refresh.views where views.id = v_run.view_id;
  v_relation := to_regclass(v_view.view);

  for v_dependant in
    select *
    from dashboard_refresh.views
    where v_relation = any (views.upstream)
      and views.active
      and views.scheduled
    order by views.id
  loop
    v_path := (select _effective_path.effective from dashboard_refresh._effective_path(v_dependant));

    if v_run.status = 'failed' then
      insert into dashboard_refresh.runs (
        view_id, trigger, path, status, finished_at, caused_by, error_sqlstate, error_message, error_hint
      )
      values (
        v_dependant.id, 'cascade', v_path, 'failed', clock_timestamp(), v_run.id, v_run.error_sqlstate,
        format('not refreshed, since %s, which it reads, could not be: %s', v_view.view, v_run.error_message),
        format('Mend %s first: %s', v_view.view, v_run.error_hint)
      );
    -- Without a change there is nothing to pass on; a plain refresh does not tell.
    elsif coalesce(v_run.rows_inserted + v_run.rows_deleted, 1) > 0
      and not coalesce(greatest(v_dependant.suspended_until, dashboard_refresh._paced_until(v_dependant)) > clock_timestamp(), false)
      -- One that waits will see this refresh; one that is under way may not.
      and not exists (
        select from dashboard_refresh.runs
        where runs.view_id = v_dependant.id
          and runs.status = 'queued'
          and not dashboard_refresh._is_running(runs.id)
      )
    then
      insert into dashboard_refresh.runs (view_id, trigger, path, caused_by)
      values (v_dependant.id, 'cascade', v_path, v_run.id)
      returning runs.id into v_new_run_id;

      if v_path = 'edge' then
        perform dashboard_refresh._send(v_new_run_id);
      end if;
    end if;
  end loop;
end;
$$;

comment on function dashboard_refresh._tell_dependants(uuid) is
  'After a refresh: asks for a refresh of each managed view that reads this one, if it changed, or writes the failure '
  'down on it. Runs on the edge path are sent to the Edge Function, others are the watchdog''s to run. A view that is '
  'paused, suspended or held back by its pace is left to its own job.';

revoke all on function
  dashboard_refresh._upstream(dashboard_refresh.views),
  dashboard_refresh._upstream_is_busy(dashboard_refresh.views),
  dashboard_refresh._noted_as_of(dashboard_refresh.views),
  dashboard_refresh._as_of(dashboard_refresh.views, timestamptz),
  dashboard_refresh._upstream_as_of(dashboard_refresh.views, timestamptz),
  dashboard_refresh._tell_dependants(uuid)
from public, anon, authenticated, service_role;
