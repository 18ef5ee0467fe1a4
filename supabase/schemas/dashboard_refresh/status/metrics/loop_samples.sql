/* What is measured of the loop test (see doctor_loops). */

create or replace function dashboard_refresh._loop_samples()
returns table (name text, labels text[], value numeric) language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_last dashboard_refresh.doctor_loops;
begin
  select *
  into v_last
  from dashboard_refresh.doctor_loops
  where doctor_loops.finished_at is not null and doctor_loops.missing is null
  order by doctor_loops.finished_at desc
  limit 1;

  return query
  select samples.name, samples.labels, samples.value
  from (
    values
      ('loop_last_success_timestamp_seconds', '{}'::text[], extract(epoch from v_last.finished_at)),
      ('loop_leg_seconds', '{pg_cron}', extract(epoch from v_last.fired_at - v_last.started_at)),
      ('loop_leg_seconds', '{pg_net}', extract(epoch from v_last.sent_at - v_last.fired_at)),
      ('loop_leg_seconds', '{function}', extract(epoch from v_last.received_at - v_last.sent_at)),
      ('loop_leg_seconds', '{database}', extract(epoch from v_last.recorded_at - v_last.received_at)),
      ('loop_leg_seconds', '{answer}', extract(epoch from v_last.answered_at - v_last.recorded_at))
  ) as samples (name, labels, value)
  where samples.value is not null;
end;
$$;
comment on function dashboard_refresh._loop_samples() is
  'The samples of the last loop test that came through: when, and how long after the leg before each leg was reached. '
  'None where none has. Two clocks are in it: a leg may be below 0.';
