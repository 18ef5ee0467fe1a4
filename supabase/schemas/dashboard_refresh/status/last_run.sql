/* The last run of a view that ended. */

create or replace function dashboard_refresh._last_ended_run(view_id integer)
returns dashboard_refresh.runs language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs;
begin
  -- They end in about the order in which they are requested, by which there is an index: of those that have ended, what was
  -- requested twenty before the last one did not end last.
  select recent.*
  into v_run
  from (
    select runs.*
    from dashboard_refresh.runs
    where runs.view_id = _last_ended_run.view_id and runs.status <> 'queued'
    order by runs.requested_at desc, runs.id desc
    limit 20
  ) as recent
  order by recent.finished_at desc
  limit 1;

  return v_run;
end;
$$;
comment on function dashboard_refresh._last_ended_run(integer) is
  'The run of the view that ended last, of the twenty requested last that have ended; null when none has.';
