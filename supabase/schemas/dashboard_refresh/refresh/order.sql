/*
Managed views in the order of dependencies: a view after those that it reads.

Several runs that are asked for at once, of views that read each other, are left to the rescue jobs, or to whoever asks for
them one by one: each waits for those before it, and falls with them.
*/

create or replace function dashboard_refresh._upstream_now(view dashboard_refresh.views)
returns dashboard_refresh.view_state language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state := dashboard_refresh._state_of(view);
  v_relation constant oid := dashboard_refresh._relation_oid(view);
begin
  -- Never refreshed, so that nobody has looked yet.
  if v_state.upstream is null and v_relation is not null then
    v_state.upstream := (dashboard_refresh._definition_of(v_relation, v_state)).upstream;
  end if;

  return v_state;
end;
$$;
comment on function dashboard_refresh._upstream_now(dashboard_refresh.views) is
  'The state of the view, with what it reads.';

create or replace function dashboard_refresh._views_in_order()
returns table (view_id integer, level integer) language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  with recursive edges as materialized (
    select views.id as reader, source.id as source
    from dashboard_refresh.views
    cross join lateral dashboard_refresh._upstream_views(dashboard_refresh._upstream_now(views)) as source
  ),
  levels (view_id, level) as (
    select views.id, 0 from dashboard_refresh.views
    union
    select edges.reader, levels.level + 1
    from levels
    join edges on edges.source = levels.view_id
    -- What is recorded of views that were dropped and made again may run in a circle.
    where levels.level < (select count(*) from dashboard_refresh.views)
  )
  select levels.view_id, max(levels.level) from levels group by levels.view_id order by 2, 1;
end;
$$;
comment on function dashboard_refresh._views_in_order() is
  'All managed views, each after those that it reads. level: 0 where it reads none.';

create or replace function dashboard_refresh._queue_in_turn(view dashboard_refresh.views, requested_by text)
returns dashboard_refresh.runs language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs;
begin
  insert into dashboard_refresh.runs (view_id, trigger, path, requested_by)
  values (view.id, 'admin', 'database', coalesce(_queue_in_turn.requested_by, session_user))
  returning * into v_run;

  return v_run;
end;
$$;
comment on function dashboard_refresh._queue_in_turn(dashboard_refresh.views, text) is
  'Enters a run of the view that has its turn after those of views it reads that were entered before.';

create or replace function dashboard_refresh._run_before(run dashboard_refresh.runs, view dashboard_refresh.views)
returns dashboard_refresh.runs language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_before dashboard_refresh.runs;
begin
  if run.trigger <> 'admin' or run.path <> 'database' then
    return null;
  end if;

  select runs.*
  into v_before
  from dashboard_refresh._upstream_views(dashboard_refresh._upstream_now(view)) as source
  join dashboard_refresh.runs on runs.view_id = source.id
  where runs.trigger = 'admin'
    and runs.requested_at < run.requested_at
    and (
      -- Not for ever, where a session keeps its view.
      (dashboard_refresh._is_left_to_rescue(runs) and run.requested_at > clock_timestamp() - interval '15 minutes')
      or (
        runs.status in ('failed', 'lost', 'cancelled')
        and runs.finished_at > run.requested_at
        and not exists (
          select from dashboard_refresh.runs as later
          where later.view_id = runs.view_id and later.data_as_of >= runs.requested_at
        )
      )
    )
  order by runs.status = 'queued' desc, runs.requested_at
  limit 1;

  return v_before;
end;
$$;
comment on function dashboard_refresh._run_before(dashboard_refresh.runs, dashboard_refresh.views) is
  'Of the runs in whose turn this one has its own: the first that is still queued; or one that ended without success, and '
  'nothing has made up for it; otherwise null.';

create or replace function dashboard_refresh._fail_after(run dashboard_refresh.runs, before dashboard_refresh.runs)
returns dashboard_refresh.runs language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs;
begin
  update dashboard_refresh.runs
  set status = 'failed',
    finished_at = clock_timestamp(),
    caused_by = before.id,
    error_sqlstate = coalesce(before.error_sqlstate, case before.status when 'cancelled' then '57014' else '55000' end),
    (error_message, error_hint) = (
      select
        format('not refreshed, since %s, which it reads, could not be: %s', source.view,
          coalesce(before.error_message, 'its run was cancelled')),
        format('Fix %s first: %s', source.view, coalesce(before.error_hint, 'refresh it again.'))
      from dashboard_refresh.views as source
      where source.id = before.view_id
    )
  where runs.id = run.id
  returning * into v_run;

  perform dashboard_refresh._count_runs(array[run.id]);
  return v_run;
end;
$$;
comment on function dashboard_refresh._fail_after(dashboard_refresh.runs, dashboard_refresh.runs) is
  'Ends a run as failed, without a refresh, because of one of a view that this one reads. Not counted as a failure of the '
  'view. The caller holds its lock. Returns the run.';
