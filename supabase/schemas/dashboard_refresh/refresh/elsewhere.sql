/*
Whether something other than a run refreshes the view: a job, a trigger, a function, somebody by hand.

Seen by its effect, whatever it is: by the file that the view is stored in, which a plain refresh replaces, and by
PostgreSQL's counters of the rows written into the view, which a concurrent one raises. A backend reports late, so the
counters are never ahead of what was written: more than the runs wrote is by something else. After a failure, which counts
what it wrote and took back, and while writes of before the counting began may still be reported, nothing is concluded.
*/

create or replace function dashboard_refresh._rows_written(relation oid)
returns bigint language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- What all have reported, and what this session has not reported yet.
  return pg_stat_get_tuples_inserted(relation) + pg_stat_get_tuples_deleted(relation)
    + pg_stat_get_xact_tuples_inserted(relation) + pg_stat_get_xact_tuples_deleted(relation);
end;
$$;
comment on function dashboard_refresh._rows_written(oid) is
  'Rows inserted into and deleted from a relation since the counters began, as far as they were reported.';

create or replace function dashboard_refresh._look_at_writes(view dashboard_refresh.views, at timestamptz)
returns dashboard_refresh.write_look language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
  v_statistics constant record := dashboard_refresh._statistics_horizon(at);
  v_look dashboard_refresh.write_look;
  v_known dashboard_refresh.view_state;
  v_is_counting boolean;
begin
  -- As stored: _state_of leaves out the failures of before a resume.
  select * into v_known from dashboard_refresh.view_state where view_state.view_id = view.id;

  v_look.relation := v_relation.oid;
  v_look.counted := dashboard_refresh._rows_written(v_relation.oid);
  v_look.own_before := pg_stat_get_xact_tuples_inserted(v_relation.oid)
    + pg_stat_get_xact_tuples_deleted(v_relation.oid);
  v_look.epoch := v_statistics.epoch;
  v_look.since := at;
  v_is_counting := coalesce(
    v_known.rows_written_epoch = v_look.epoch
      and v_known.relation_stamp like v_relation.oid || ':%'
      and v_known.consecutive_failures = 0,
    false
  );
  v_look.is_elsewhere := coalesce(
    v_is_counting and v_known.is_rows_written_exact and v_look.counted > v_known.rows_written
      -- A view that was emptied is a problem of another kind. What a failed run wrote is in no file.
      or v_relation.kind = 'm'
        and v_relation.is_populated
        and v_known.relation_stamp like v_relation.oid || ':%'
        and v_known.relation_stamp <> dashboard_refresh._relation_stamp(v_relation.oid),
    false
  );

  -- Else it begins anew: how much of the difference is of runs, or of what else wrote, and not reported yet, nobody knows.
  if v_is_counting and not v_look.is_elsewhere then
    v_look.since := v_known.rows_written_since;
    v_look.is_exact := v_known.is_rows_written_exact or v_statistics.known_until > v_look.since;
    v_look.counted := greatest(v_look.counted, v_known.rows_written);
  end if;

  v_look.is_exact := coalesce(v_look.is_exact, false) or coalesce(v_statistics.known_until >= at, false);
  return v_look;
end;
$$;
comment on function dashboard_refresh._look_at_writes(dashboard_refresh.views, timestamptz) is
  'What was written into the view until now, `at`, and whether something other than a run did it. Writes nothing.';

create or replace function dashboard_refresh._count_writes(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  look dashboard_refresh.write_look,
  at timestamptz
)
returns dashboard_refresh.view_state language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state := state;
begin
  v_state.rows_written := look.counted - look.own_before + pg_stat_get_xact_tuples_inserted(look.relation)
    + pg_stat_get_xact_tuples_deleted(look.relation);
  v_state.rows_written_epoch := look.epoch;
  v_state.rows_written_since := look.since;
  v_state.is_rows_written_exact := look.is_exact;
  v_state.refreshed_elsewhere_at := case
    when look.is_elsewhere then at
    else (dashboard_refresh._state_of(view)).refreshed_elsewhere_at
  end;
  return v_state;
end;
$$;
comment on function dashboard_refresh._count_writes(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.write_look, timestamptz
) is
  'The state in which a refresh leaves the view, with what it wrote counted. look: from before it, at `at`.';
