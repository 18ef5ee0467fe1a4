/* When a schedule fires next. */

create or replace function dashboard_refresh._next_of_every_hour(
  parsed dashboard_refresh.schedule_fields,
  after timestamptz,
  time_zone text
)
returns timestamptz language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_instant timestamptz := date_trunc('minute', after) + interval '1 minute';
  v_local timestamp;
  v_minute integer;
  v_days integer;
begin
  -- By the time that passes, and not by the clock on the wall: an hour that is shown twice has its firings twice.
  for v_look in 1 .. 1000 loop
    v_local := v_instant at time zone time_zone;

    if not dashboard_refresh._matches_day(parsed, v_local::date) then
      -- Eight years hold every date there is, 29 February included, across a century that is no leap year.
      v_days := (
        select min(days.number)
        from generate_series(1, 8 * 366) as days (number)
        where dashboard_refresh._matches_day(parsed, v_local::date + days.number)
      );

      if v_days is null then
        return null;
      end if;

      v_instant := dashboard_refresh._first_instant((v_local::date + v_days)::timestamp, time_zone);
    else
      v_minute := (
        select min(minutes.minute)
        from unnest(parsed.minutes) as minutes (minute)
        where minutes.minute >= extract(minute from v_local)
      );

      if v_minute = extract(minute from v_local) then
        return v_instant;
      end if;

      v_instant := v_instant
        + make_interval(mins => coalesce(v_minute, 60) - extract(minute from v_local)::integer);
    end if;
  end loop;

  return null;
end;
$$;
comment on function dashboard_refresh._next_of_every_hour(
  dashboard_refresh.schedule_fields, timestamptz, text
) is
  'As _next_match, for a schedule that leaves no hour out.';

create or replace function dashboard_refresh._next_match(
  parsed dashboard_refresh.schedule_fields,
  after timestamptz,
  time_zone text
)
returns timestamptz language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_start timestamp;
  v_minutes integer[];
  v_minute integer;
  v_instant timestamptz;
begin
  if parsed.seconds is not null then
    return after + make_interval(secs => parsed.seconds);
  elsif parsed.minutes is null then
    return null;
  elsif dashboard_refresh._fires_every_hour(parsed) then
    return dashboard_refresh._next_of_every_hour(parsed, after, time_zone);
  end if;

  v_start := date_trunc('minute', after at time zone time_zone) + interval '1 minute';
  v_minutes := dashboard_refresh._minutes_of_day(parsed);

  -- Eight years hold every date there is, 29 February included, across a century that is no leap year.
  for v_day in 0 .. 8 * 366 loop
    if dashboard_refresh._matches_day(parsed, v_start::date + v_day) then
      foreach v_minute in array v_minutes loop
        continue when v_day = 0 and make_interval(mins => v_minute) < v_start::time::interval;
        v_instant := dashboard_refresh._first_instant(
          v_start::date + v_day + make_interval(mins => v_minute), time_zone
        );

        -- In an hour that is shown a second time it has fired already.
        if v_instant > after then
          return v_instant;
        end if;
      end loop;
    end if;
  end loop;

  return null;
end;
$$;
comment on function dashboard_refresh._next_match(dashboard_refresh.schedule_fields, timestamptz, text) is
  'First time after `after` that a parsed schedule matches in time_zone; null when it never does, and for no schedule. What '
  'is due in an hour that the clocks skip is due at its end, and in one that they show twice the first time; a schedule of '
  'every hour goes on through both. A schedule in seconds has just fired at `after`.';

create or replace function dashboard_refresh._next_firing(
  schedule text,
  after timestamptz,
  time_zone text default dashboard_refresh._cron_zone()
)
returns timestamptz language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._next_match(dashboard_refresh._parse_schedule(schedule), after, time_zone);
end;
$$;
comment on function dashboard_refresh._next_firing(text, timestamptz, text) is
  'First time after `after` at which the schedule fires, in pg_cron''s time zone unless another is given; null when '
  'it never does or cannot be told: pg_cron takes a few forms that are not understood here. A schedule in seconds is '
  'counted from `after`, its last firing.';
