/* The loop test: started, carried by the watchdog, recorded by the Edge Function. */

create or replace function dashboard_refresh._keep_look(loop_id uuid, at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_loop dashboard_refresh.doctor_loops;
begin
  -- One that another session is looking at, or writing to, is left to it. One that is still to be fired is not locked: the
  -- watchdog would leave it to us, for a whole minute.
  select * into v_loop
  from dashboard_refresh.doctor_loops
  where doctor_loops.id = loop_id
    and doctor_loops.finished_at is null
    and dashboard_refresh._has_come_further(doctor_loops, at)
  for update skip locked;

  if not found then
    return;
  end if;

  v_loop := dashboard_refresh._look_at_loop(v_loop, at);

  update dashboard_refresh.doctor_loops
  set sent_at = v_loop.sent_at,
    answered_at = v_loop.answered_at,
    finished_at = v_loop.finished_at,
    missing = v_loop.missing,
    why = v_loop.why,
    hint = v_loop.hint
  where doctor_loops.id = loop_id;
end;
$$;
comment on function dashboard_refresh._keep_look(uuid, timestamptz) is
  'Writes down how far a loop test that runs has come: pg_net forgets its answers. Waits for nobody.';

create or replace function dashboard_refresh.start_loop(started_by text default null)
returns uuid language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_at constant timestamptz := clock_timestamp();
  v_loop_id uuid;
begin
  perform dashboard_refresh._require_writable();
  -- One that was given up, though the watchdog is not there to say so, does not keep the next from starting.
  perform dashboard_refresh._keep_look(doctor_loops.id, v_at)
  from dashboard_refresh.doctor_loops
  where doctor_loops.finished_at is null;

  insert into dashboard_refresh.doctor_loops (started_by)
  values (coalesce(start_loop.started_by, session_user))
  on conflict do nothing
  returning doctor_loops.id into v_loop_id;

  if v_loop_id is null then
    select doctor_loops.id into strict v_loop_id
    from dashboard_refresh.doctor_loops
    order by doctor_loops.started_at desc
    limit 1;
  end if;

  delete from dashboard_refresh.doctor_loops
  where doctor_loops.finished_at is not null
    and doctor_loops.id not in (
      select kept.id from dashboard_refresh.doctor_loops as kept order by kept.started_at desc limit 10
    );

  return v_loop_id;
end;
$$;
comment on function dashboard_refresh.start_loop(text) is
  'Asks for a loop test, which the watchdog picks up within a minute, and returns its id; that of the one that runs where '
  'one does. The last ten are kept. Raises 25006 in a database that is read-only.';

create or replace function dashboard_refresh._carry_loops(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_loop dashboard_refresh.doctor_loops;
  v_endpoint dashboard_refresh.endpoint;
  v_posted dashboard_refresh.posted;
begin
  for v_loop in
    select * from dashboard_refresh.doctor_loops where doctor_loops.finished_at is null for update skip locked
  loop
    if dashboard_refresh._has_come_further(v_loop, at) then
      perform dashboard_refresh._keep_look(v_loop.id, at);
      continue;
    end if;

    v_endpoint := dashboard_refresh._function_endpoint();

    if v_endpoint.missing is null then
      v_posted := dashboard_refresh._post(
        v_endpoint.url || '/doctor/ping', v_endpoint.secret, v_loop.id::text, jsonb_build_object('loop_id', v_loop.id)
      );
    else
      v_posted := (null::bigint, v_endpoint.missing);
    end if;

    -- By the server's clock and not by `at`: what pg_net says is told by its time.
    update dashboard_refresh.doctor_loops
    set fired_at = clock_timestamp(),
      http_request_id = v_posted.request_id,
      post_problem = v_posted.problem
    where doctor_loops.id = v_loop.id;
    perform dashboard_refresh._keep_look(v_loop.id, clock_timestamp());
  end loop;
end;
$$;
comment on function dashboard_refresh._carry_loops(timestamptz) is
  'A duty of the watchdog: sends the ping of a loop test that waits for it, and writes down how far one has come.';

create or replace function dashboard_refresh._find_loop(loop_id uuid)
returns dashboard_refresh.doctor_loops language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_loop dashboard_refresh.doctor_loops;
begin
  select * into v_loop from dashboard_refresh.doctor_loops where doctor_loops.id = loop_id;

  if not found then
    perform dashboard_refresh._raise(
      'unknown_loop', format('there is no loop test %s', coalesce(loop_id::text, 'null')), 'The last ten are kept.',
      'Start one with POST /doctor/loop.'
    );
  end if;

  return v_loop;
end;
$$;
comment on function dashboard_refresh._find_loop(uuid) is 'The loop test of that id. Raises unknown_loop.';
