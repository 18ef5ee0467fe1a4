/*
Managed views that read managed views.

A refresh that changed a view requests a refresh of those that read it, directly or through plain views, each a run of
its own with trigger cascade. A refresh that failed is recorded on them. Nobody waits, and nobody else is stopped: a
dependant that another session is about to unmanage is passed over, so that this refresh is kept.
*/

create or replace function dashboard_refresh._upstream_is_busy(state dashboard_refresh.view_state)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return exists (
    select from dashboard_refresh._upstream_views(state) as source
    where exists (
        select from dashboard_refresh.held_locks where held_locks.kind = 'refresh' and held_locks.key = source.id
      )
      or exists (
        select from dashboard_refresh.runs
        where runs.view_id = source.id
          and runs.status = 'queued'
          and runs.requested_at > clock_timestamp() - dashboard_refresh._waiting_limit()
      )
  );
end;
$$;
comment on function dashboard_refresh._upstream_is_busy(dashboard_refresh.view_state) is
  'True while a managed view that the view with this state reads is being refreshed or waits for it, within reason.';

create or replace function dashboard_refresh._dependants(view dashboard_refresh.views)
returns setof dashboard_refresh.views language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant oid := dashboard_refresh._relation_oid(view);
begin
  return query
  select views.*
  from dashboard_refresh.views
  join dashboard_refresh.view_state on view_state.view_id = views.id
  where v_relation = any (view_state.upstream)
    and views.active
    and views.scheduled
  order by views.id
  -- As the foreign key of a run would, but without waiting.
  for key share of views skip locked;
end;
$$;
comment on function dashboard_refresh._dependants(dashboard_refresh.views) is
  'The managed views that read this one and have a job that is not paused, each kept from being unmanaged until the end '
  'of the transaction.';

create or replace function dashboard_refresh._fail_dependants(
  run dashboard_refresh.runs,
  view dashboard_refresh.views
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_failed uuid[];
begin
  with failed as (
    insert into dashboard_refresh.runs (
      view_id, trigger, path, status, finished_at, caused_by, error_sqlstate, error_message, error_hint
    )
    select
      dependant.id,
      'cascade',
      case when dependant.path = 'auto' then run.path else dependant.path end,
      'failed',
      clock_timestamp(),
      run.id,
      run.error_sqlstate,
      format('not refreshed, since %s, which it reads, could not be: %s', view.view, run.error_message),
      format('Fix %s first: %s', view.view, run.error_hint)
    from dashboard_refresh._dependants(view) as dependant
    -- What has its turn after this run falls with it.
    where not exists (
      select from dashboard_refresh.runs as waiting
      where waiting.view_id = dependant.id
        and waiting.trigger = 'admin'
        and dashboard_refresh._is_left_to_rescue(waiting)
        and waiting.requested_at > run.requested_at
    )
    returning runs.id
  )
  select array_agg(failed.id) into v_failed from failed;

  if v_failed is not null then
    perform dashboard_refresh._count_runs(v_failed);
  end if;
end;
$$;
comment on function dashboard_refresh._fail_dependants(dashboard_refresh.runs, dashboard_refresh.views) is
  'After a refresh that failed: records the failure on each managed view that reads this one.';

create or replace function dashboard_refresh._queue_dependants(
  run dashboard_refresh.runs,
  view dashboard_refresh.views
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_dependant dashboard_refresh.views;
  v_state dashboard_refresh.view_state;
  v_endpoint dashboard_refresh.endpoint;
  v_run dashboard_refresh.runs;
begin
  for v_dependant in select * from dashboard_refresh._dependants(view) loop
    v_state := dashboard_refresh._state_of(v_dependant);

    continue when greatest(
      dashboard_refresh._suspended_until(v_dependant, v_state), dashboard_refresh._rests_until(v_dependant, v_state)
    ) > clock_timestamp();

    -- One that waits will see this refresh; one that is under way may not.
    continue when exists (
      select from dashboard_refresh.runs
      where runs.view_id = v_dependant.id
        and runs.status = 'queued'
        and not dashboard_refresh._is_running(runs.id)
    );

    if v_dependant.path <> 'database' then
      v_endpoint := coalesce(v_endpoint, dashboard_refresh._function_endpoint());
    end if;

    insert into dashboard_refresh.runs (view_id, trigger, path, caused_by)
    values (
      v_dependant.id,
      'cascade',
      (
        select chosen.path
        from dashboard_refresh._choose_path(v_dependant, v_state, v_endpoint, clock_timestamp()) as chosen
      ),
      run.id
    )
    returning * into v_run;

    if v_run.path = 'edge' then
      perform dashboard_refresh._send_trigger(v_run, v_dependant, v_endpoint);
    end if;
  end loop;
end;
$$;
comment on function dashboard_refresh._queue_dependants(dashboard_refresh.runs, dashboard_refresh.views) is
  'After a refresh that changed the view: requests a refresh of each managed view that reads it. Runs on the edge path '
  'are sent to the Edge Function, others are left to the rescue jobs. A view that is suspended or rests is left to its own '
  'job.';
