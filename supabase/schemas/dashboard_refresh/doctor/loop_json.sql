/* The loop test, as callers see it. */

create or replace function dashboard_refresh._loop_legs_json(test dashboard_refresh.doctor_loops)
returns json language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select json_agg(
    json_build_object(
      'name', legs.name,
      'at', legs.at,
      -- From the leg before, as far as that is known; null where this one is not.
      'ms', round(extract(epoch from greatest(legs.at - legs.before, legs.at - legs.at)) * 1000, 1)
    )
    order by legs.position
  )
  from (
    select
      listed.name,
      listed.at,
      listed.position,
      greatest(max(listed.at) over (
        order by listed.position rows between unbounded preceding and 1 preceding
      ), test.started_at) as before
    from (
      values
        (1, 'pg_cron', test.fired_at),
        (2, 'pg_net', test.sent_at),
        (3, 'function', test.received_at),
        (4, 'database', test.recorded_at),
        (5, 'answer', test.answered_at)
    ) as listed (position, name, at)
  ) as legs;
$$;
comment on function dashboard_refresh._loop_legs_json(dashboard_refresh.doctor_loops) is
  'The five legs of a loop test: name, when it was reached, and the milliseconds since the leg before; null where it was not.';

create or replace function dashboard_refresh._loop_json(test dashboard_refresh.doctor_loops)
returns json language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'id', test.id,
    'started_at', test.started_at,
    'started_by', test.started_by,
    'status', case
      when test.finished_at is null then 'running'
      when test.missing is null then 'complete'
      else 'broken'
    end,
    'legs', dashboard_refresh._loop_legs_json(test),
    'missing', test.missing,
    'why', test.why,
    'hint', test.hint
  );
$$;
comment on function dashboard_refresh._loop_json(dashboard_refresh.doctor_loops) is
  'A loop test as callers see it: running, complete, or broken with the missing leg, why, and what to do.';
