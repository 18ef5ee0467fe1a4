/* When a schedule fires next. */

create or replace function dashboard_refresh._matches_day(parsed dashboard_refresh.schedule_fields, day date)
returns boolean language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_is_day_of_month constant boolean := extract(day from day) = any (parsed.days_of_month)
    or (parsed.is_last_day and extract(day from day + 1) = 1);
  v_is_day_of_week constant boolean := extract(dow from day) = any (parsed.days_of_week)
    or extract(isodow from day) = any (parsed.days_of_week);
begin
  return extract(month from day) = any (parsed.months)
    and case
      when parsed.is_either_day then coalesce(v_is_day_of_month, false) or v_is_day_of_week
      else v_is_day_of_month and v_is_day_of_week
    end;
end;
$$;
comment on function dashboard_refresh._matches_day(dashboard_refresh.schedule_fields, date) is
  'True when a parsed schedule of five fields fires on that day.';

create or replace function dashboard_refresh._minutes_of_day(parsed dashboard_refresh.schedule_fields)
returns integer[] language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return array(
    select distinct hours.hour * 60 + minutes.minute
    from unnest(parsed.hours) as hours (hour)
    cross join unnest(parsed.minutes) as minutes (minute)
    order by 1
  );
end;
$$;
comment on function dashboard_refresh._minutes_of_day(dashboard_refresh.schedule_fields) is
  'When a parsed schedule of five fields fires on a day that it matches: minutes since midnight, in order.';

create or replace function dashboard_refresh._next_match(
  parsed dashboard_refresh.schedule_fields,
  after timestamptz,
  time_zone text
)
returns timestamptz language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_start timestamp;
  v_start_minute integer;
  v_minutes integer[];
  v_minute integer;
begin
  if parsed.seconds is not null then
    return after + make_interval(secs => parsed.seconds);
  elsif parsed.minutes is null then
    return null;
  end if;

  v_start := date_trunc('minute', after at time zone time_zone) + interval '1 minute';
  v_start_minute := extract(hour from v_start) * 60 + extract(minute from v_start);
  v_minutes := dashboard_refresh._minutes_of_day(parsed);

  -- Eight years hold every date there is, 29 February included, across a century that is no leap year.
  for v_day in 0 .. 8 * 366 loop
    if dashboard_refresh._matches_day(parsed, v_start::date + v_day) then
      v_minute := (
        select min(minutes.minute)
        from unnest(v_minutes) as minutes (minute)
        where v_day > 0 or minutes.minute >= v_start_minute
      );

      if v_minute is not null then
        return (v_start::date + v_day + make_interval(mins => v_minute)) at time zone time_zone;
      end if;
    end if;
  end loop;

  return null;
end;
$$;
comment on function dashboard_refresh._next_match(dashboard_refresh.schedule_fields, timestamptz, text) is
  'First time after `after` that a parsed schedule matches in time_zone; null when it never does, and for no schedule. A '
  'schedule in seconds has just fired at `after`.';

create or replace function dashboard_refresh._next_firing(
  schedule text,
  after timestamptz,
  time_zone text default coalesce(current_setting('cron.timezone', true), 'GMT')
)
returns timestamptz language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._next_match(dashboard_refresh._parse_schedule(schedule), after, time_zone);
end;
$$;
comment on function dashboard_refresh._next_firing(text, timestamptz, text) is
  'First time after `after` at which pg_cron fires the schedule, in its own time zone unless another is given; null when '
  'it never does or cannot be told: pg_cron takes a few forms that are not understood here. A schedule in seconds is '
  'counted from `after`, its last firing.';
