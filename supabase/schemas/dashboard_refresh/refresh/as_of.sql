/* Asks for data of a time: refreshes only what is not as fresh as that. */

create or replace function dashboard_refresh._run_since(view dashboard_refresh.views, as_of timestamptz)
returns dashboard_refresh.runs language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs;
begin
  select runs.*
  into v_run
  from dashboard_refresh.runs
  where runs.view_id = view.id
    and runs.status = 'queued'
    and runs.trigger = 'admin'
    and not exists (select from dashboard_refresh.run_cancellations where run_cancellations.run_id = runs.id)
    -- One that waits will take its snapshot later than now; one that is under way has taken it.
    and (
      not dashboard_refresh._is_running(runs.id)
      or exists (
        select from pg_catalog.pg_stat_activity
        where dashboard_refresh._session_run(pg_stat_activity.application_name) = runs.id
          and dashboard_refresh._session_since(pg_stat_activity.application_name) >= as_of
      )
    )
  order by runs.requested_at
  limit 1;

  return v_run;
end;
$$;
comment on function dashboard_refresh._run_since(dashboard_refresh.views, timestamptz) is
  'A run of the view that somebody has asked for, and that will show data of that time or later; null where there is none.';

create or replace function dashboard_refresh._request_chain(
  view dashboard_refresh.views,
  as_of timestamptz,
  requested_by text
)
returns dashboard_refresh.runs language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
  v_is_chain boolean := false;
begin
  -- What the view reads is refreshed first, as far as it is older, whatever that is through.
  for v_view in
    with recursive needed (id) as (
      select view.id
      union
      select source.id
      from needed
      join dashboard_refresh.views on views.id = needed.id
      cross join lateral dashboard_refresh._upstream_views(dashboard_refresh._upstream_now(views)) as source
    )
    select present.*
    from dashboard_refresh._views_in_order() as ordered
    join needed on needed.id = ordered.view_id
    join dashboard_refresh.views on views.id = needed.id
    cross join lateral dashboard_refresh._present(views) as present
    where needed.id <> view.id
    order by ordered.level, ordered.view_id
  loop
    continue when dashboard_refresh._known_as_of(v_view, dashboard_refresh._state_of(v_view), clock_timestamp()) >= as_of;
    perform dashboard_refresh._require_unheld(v_view, dashboard_refresh._state_of(v_view));
    perform dashboard_refresh._queue_in_turn(v_view, requested_by);
    v_is_chain := true;
  end loop;

  return case
    when v_is_chain then dashboard_refresh._queue_in_turn(view, requested_by)
    else dashboard_refresh._find_run(dashboard_refresh.request(view.view, 'admin', false, requested_by))
  end;
end;
$$;
comment on function dashboard_refresh._request_chain(dashboard_refresh.views, timestamptz, text) is
  'Enters a run of the view, and before it one of each managed view it reads that is not known to be as fresh as as_of.';

create or replace function dashboard_refresh.request_as_of(
  view text default null,
  as_of timestamptz default null,
  requested_by text default null
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view constant dashboard_refresh.views := dashboard_refresh._find_view(request_as_of.view);
  v_fresh_as_of timestamptz;
  v_run dashboard_refresh.runs;
begin
  if as_of is null or as_of > clock_timestamp() then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('as_of = %s is %s', coalesce(as_of::text, 'null'), case when as_of is null then 'no time' else 'in the future' end),
      format('It is now %s by the clock of the database.', clock_timestamp()),
      'Give the time at which the changes were committed that the view is to show.'
    );
  end if;

  v_fresh_as_of := dashboard_refresh._known_as_of(v_view, dashboard_refresh._state_of(v_view), clock_timestamp());

  if v_fresh_as_of >= as_of then
    null;
  else
    perform dashboard_refresh._require_writable();
    perform dashboard_refresh._require_unheld(v_view, dashboard_refresh._state_of(v_view));
    v_run := dashboard_refresh._run_since(v_view, as_of);

    if v_run.id is null then
      v_run := dashboard_refresh._request_chain(v_view, as_of, requested_by);
    end if;
  end if;

  return json_build_object(
    'view', v_view.view,
    'fresh_as_of', v_fresh_as_of,
    'is_fresh', v_run.id is null,
    'run', case when v_run.id is not null then dashboard_refresh._run_json(v_run) end
  );
end;
$$;
comment on function dashboard_refresh.request_as_of(text, timestamptz, text) is
  'Whether the view (null: the only one) is known to show everything that was committed until as_of; where it is not, enters '
  'a run in the ledger for that, unless one is on its way. Run it and ask again. Returns view, fresh_as_of, is_fresh and run '
  '(null where it is fresh). Raises unknown_view, view_required, invalid_argument, paused, suspended.';
