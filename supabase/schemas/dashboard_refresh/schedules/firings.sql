/* What a schedule means, asked before or after it is set. */

create or replace function dashboard_refresh._require_schedule(schedule text, time_zone text)
returns void language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_error record;
begin
  select * into v_error from dashboard_refresh._schedule_error(schedule);

  if v_error.code is not null then
    perform dashboard_refresh._raise(v_error.code, v_error.message, v_error.detail, v_error.hint);
  elsif time_zone is not null and not dashboard_refresh._is_time_zone(time_zone) then
    perform dashboard_refresh._raise(
      'invalid_setting',
      dashboard_refresh._time_zone_error(time_zone),
      format('Got %s.', quote_literal(left(time_zone, 60))),
      'select name from pg_timezone_names lists them.'
    );
  end if;
end;
$$;
comment on function dashboard_refresh._require_schedule(text, text) is
  'Raises unsupported_schedule or invalid_setting for a schedule that this server''s pg_cron cannot run, and for a time zone '
  'that is none.';

create or replace function dashboard_refresh._schedule_json(
  schedule text,
  time_zone text,
  firings integer,
  at timestamptz
)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_zone constant text := coalesce(time_zone, dashboard_refresh._cron_zone());
  v_firings timestamptz[] := array[]::timestamptz[];
  v_next timestamptz := at;
begin
  for v_number in 1 .. firings loop
    v_next := dashboard_refresh._next_firing(schedule, v_next, v_zone);
    exit when v_next is null;
    v_firings := v_firings || v_next;
  end loop;

  return json_build_object(
    'schedule', schedule,
    'time_zone', v_zone,
    'firings', to_json(v_firings),
    'longest_pause_seconds', extract(epoch from dashboard_refresh._largest_gap(schedule, at))::bigint,
    'job_schedule', dashboard_refresh._job_schedule(schedule, time_zone),
    'now', at
  );
end;
$$;
comment on function dashboard_refresh._schedule_json(text, text, integer, timestamptz) is
  'When a schedule fires next, so many times, in its time zone (null: pg_cron''s); the longest that it lets pass; and the '
  'line that pg_cron gets for it.';

create or replace function dashboard_refresh.schedule(
  schedule text,
  time_zone text default null,
  firings integer default 3,
  at timestamptz default clock_timestamp()
)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  if firings is null or firings not between 0 and 100 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('firings = %s is out of range', coalesce(firings::text, 'null')),
      'It is the number of firings to list.',
      'Ask for 0 to 100 firings.'
    );
  end if;

  perform dashboard_refresh._require_schedule(schedule, time_zone);
  return dashboard_refresh._schedule_json(schedule, time_zone, firings, at);
end;
$$;
comment on function dashboard_refresh.schedule(text, text, integer, timestamptz) is
  'What a schedule means on this server, before it is set: its next `firings` firings (0-100) in time_zone (null: pg_cron''s), '
  'the longest that it lets pass, and the line that pg_cron gets for it. Raises invalid_setting, unsupported_schedule, '
  'invalid_argument.';
