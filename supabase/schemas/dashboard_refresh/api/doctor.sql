/* The doctor for the API: thin wrappers as in wrappers.sql. */

create or replace function public.read_dashboard_refresh_doctor(check_id text default null, deep boolean default false)
-- Volatile, though nothing is left of it: what is tried out is taken back.
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- Set by PostgREST before the call (hoisting). A deep look stops before.
set statement_timeout = '55s'
as $$
begin
  return dashboard_refresh._with_challenge(
    dashboard_refresh.doctor(read_dashboard_refresh_doctor.check_id, coalesce(deep, false)),
    read_dashboard_refresh_doctor.check_id
  );
end;
$$;
comment on function public.read_dashboard_refresh_doctor(text, boolean) is
  'API: see dashboard_refresh.doctor; with challenge, a text signed with the secret of Vault, by which the Edge Function '
  'tells whether its own is the same. Errors: unknown_check.';

create or replace function public.silence_dashboard_refresh_check(
  check_id text,
  view text default null,
  silenced boolean default true,
  silenced_by text default null,
  reason text default null
)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.silence_check(check_id, view, silenced, silenced_by, reason);
end;
$$;
comment on function public.silence_dashboard_refresh_check(text, text, boolean, text, text) is
  'API: see dashboard_refresh.silence_check. Errors: unknown_check, unknown_view, view_required, invalid_argument.';

create or replace function public.start_dashboard_refresh_loop(started_by text default null)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._loop_json(
    dashboard_refresh._find_loop(dashboard_refresh.start_loop(start_dashboard_refresh_loop.started_by))
  );
end;
$$;
comment on function public.start_dashboard_refresh_loop(text) is
  'API: starts a loop test, or returns the one that runs; see dashboard_refresh.start_loop.';

create or replace function public.record_dashboard_refresh_loop(loop_id uuid)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  -- The first call counts: pg_net may send a request again. The transaction began as the call arrived.
  update dashboard_refresh.doctor_loops
  set received_at = greatest(transaction_timestamp(), doctor_loops.fired_at),
    recorded_at = clock_timestamp()
  where doctor_loops.id = record_dashboard_refresh_loop.loop_id
    and doctor_loops.fired_at is not null
    and doctor_loops.recorded_at is null;

  return dashboard_refresh._loop_json(dashboard_refresh._find_loop(record_dashboard_refresh_loop.loop_id));
end;
$$;
comment on function public.record_dashboard_refresh_loop(uuid) is
  'API: records that the Edge Function has received the ping of a loop test. Errors: unknown_loop.';

create or replace function public.read_dashboard_refresh_loop(loop_id uuid)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  -- The answer is seen by whoever looks first.
  if not dashboard_refresh._is_read_only() then
    perform dashboard_refresh._keep_look(loop_id, clock_timestamp());
  end if;

  return dashboard_refresh._loop_json(
    dashboard_refresh._look_at_loop(dashboard_refresh._find_loop(loop_id), clock_timestamp())
  );
end;
$$;
comment on function public.read_dashboard_refresh_loop(uuid) is
  'API: the loop test as it is now. Errors: unknown_loop.';

create or replace function public.list_dashboard_refresh_loops()
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return json_build_object(
    'loops',
    (
      select coalesce(
        json_agg(
          dashboard_refresh._loop_json(dashboard_refresh._look_at_loop(last, clock_timestamp()))
          order by last.started_at desc
        ),
        '[]'
      )
      from (
        select * from dashboard_refresh.doctor_loops order by doctor_loops.started_at desc limit 10
      ) as last
    )
  );
end;
$$;
comment on function public.list_dashboard_refresh_loops() is 'API: the last ten loop tests, newest first.';
