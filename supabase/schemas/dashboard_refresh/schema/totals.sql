/* Totals that never fall: each run is counted when it becomes final. */

create or replace function dashboard_refresh._count_runs(run_ids uuid[])
returns void language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '1s'
as $$
declare
  v_counted dashboard_refresh.run_totals;
begin
  for v_counted in
    select
      runs.view_id, runs.status, runs.trigger, runs.path, count(*), count(runs.started_at),
      coalesce(sum(extract(epoch from runs.finished_at - runs.started_at)), 0),
      coalesce(sum(runs.rows_inserted), 0), coalesce(sum(runs.rows_deleted), 0), pg_backend_pid()
    from dashboard_refresh.runs
    where runs.id = any (run_ids)
    group by runs.view_id, runs.status, runs.trigger, runs.path
  loop
    -- A row that another session has counted in, and not committed, is left to that.
    update dashboard_refresh.run_totals
    set runs = run_totals.runs + v_counted.runs,
      refreshes = run_totals.refreshes + v_counted.refreshes,
      seconds = run_totals.seconds + v_counted.seconds,
      rows_inserted = run_totals.rows_inserted + v_counted.rows_inserted,
      rows_deleted = run_totals.rows_deleted + v_counted.rows_deleted
    where (run_totals.view_id, run_totals.status, run_totals.trigger, run_totals.path)
        = (v_counted.view_id, v_counted.status, v_counted.trigger, v_counted.path)
      and run_totals.part = (
        select free.part
        from dashboard_refresh.run_totals as free
        where (free.view_id, free.status, free.trigger, free.path)
          = (v_counted.view_id, v_counted.status, v_counted.trigger, v_counted.path)
        order by free.part
        limit 1
        for no key update skip locked
      );

    if not found then
      insert into dashboard_refresh.run_totals
      select v_counted.*
      where exists (select from dashboard_refresh.views where views.id = v_counted.view_id);
    end if;
  end loop;
exception
  -- Somebody has locked the table. The runs are kept all the same.
  when lock_not_available or unique_violation then
    raise warning using message = format('%s runs are not in the totals: %s', cardinality(run_ids), sqlerrm), errcode = sqlstate;
end;
$$;
comment on function dashboard_refresh._count_runs(uuid[]) is
  'Adds runs that have just become final to the totals, in the transaction that makes them final. Waits for a second at most.';
