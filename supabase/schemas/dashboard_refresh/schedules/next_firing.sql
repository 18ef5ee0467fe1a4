/* When a schedule fires next, and which schedules this server can run. */

create or replace function dashboard_refresh._next_match(
  parsed dashboard_refresh.schedule_fields,
  after timestamptz,
  time_zone text
)
returns timestamptz language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_start timestamp := date_trunc('minute', after at time zone time_zone) + interval '1 minute';
  v_start_minute integer := extract(hour from v_start) * 60 + extract(minute from v_start);
  v_date date;
  v_minute integer;
  v_is_day_of_month boolean;
  v_is_day_of_week boolean;
begin
  if parsed.seconds is not null then
    return after + make_interval(secs => parsed.seconds);
  end if;

  -- Eight years hold every date there is, 29 February included, across a century that is no leap year.
  for v_day in 0 .. 8 * 366 loop
    v_date := v_start::date + v_day;
    v_is_day_of_month := extract(day from v_date) = any (parsed.days_of_month);
    v_is_day_of_week := extract(dow from v_date) = any (parsed.days_of_week)
      or extract(isodow from v_date) = any (parsed.days_of_week);

    if extract(month from v_date) = any (parsed.months)
      and (v_is_day_of_month or v_is_day_of_week)
      and (parsed.is_either_day or (v_is_day_of_month and v_is_day_of_week))
    then
      select min(hours.hour * 60 + minutes.minute)
      into v_minute
      from unnest(parsed.hours) as hours (hour)
      cross join unnest(parsed.minutes) as minutes (minute)
      where v_day > 0 or hours.hour * 60 + minutes.minute >= v_start_minute;

      if v_minute is not null then
        return (v_date + make_interval(mins => v_minute)) at time zone time_zone;
      end if;
    end if;
  end loop;

  return null;
end;
$$;
comment on function dashboard_refresh._next_match(dashboard_refresh.schedule_fields, timestamptz, text) is
  'First time after `after` that a parsed schedule matches in time_zone; null when it never does, and for no schedule.';

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
  'it never does or cannot be told: pg_cron takes a few forms that are not understood here.';

create or replace function dashboard_refresh._can_fire_every_second()
returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  -- Debian's extversion reads 1.4-1; only the first two numbers matter.
  select regexp_match(pg_extension.extversion, '^(\d+)\.(\d+)')::integer[] >= array[1, 5]
  from pg_catalog.pg_extension
  where pg_extension.extname = 'pg_cron';
$$;
comment on function dashboard_refresh._can_fire_every_second() is
  'True when this server''s pg_cron takes schedules of the form "N seconds", as it does since 1.5.';

create or replace function dashboard_refresh._schedule_error(
  schedule text,
  out code text,
  out message text,
  out detail text,
  out hint text
)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_parsed constant dashboard_refresh.schedule_fields := dashboard_refresh._parse_schedule(schedule);
begin
  if v_parsed.error_message is not null then
    code := 'invalid_setting';
    message := 'schedule: ' || v_parsed.error_message;
    detail := v_parsed.error_detail;
    hint := v_parsed.error_hint;
  elsif v_parsed.seconds not between 1 and 59 then
    code := 'invalid_setting';
    message := format('schedule: %s is out of range', schedule);
    detail := 'A schedule in seconds must be from 1 to 59 seconds.';
    hint := 'For a minute or more write a cron expression, such as * * * * * or */5 * * * *.';
  elsif v_parsed.seconds is not null and not dashboard_refresh._can_fire_every_second() then
    code := 'unsupported_schedule';
    message := format('schedule: %s needs pg_cron 1.5 or newer', schedule);
    detail := format('This server has pg_cron %s, whose shortest interval is one minute.',
      (select extversion from pg_catalog.pg_extension where extname = 'pg_cron'));
    hint := 'Use * * * * * for every minute, or upgrade pg_cron.';
  elsif dashboard_refresh._next_match(v_parsed, now(), 'GMT') is null then
    code := 'invalid_setting';
    message := format('schedule: %s never fires', schedule);
    detail := 'No date in the next eight years matches it.';
    hint := 'Look at the day of month and the month; every five minutes is */5 * * * *.';
  end if;
end;
$$;
comment on function dashboard_refresh._schedule_error(text) is
  'Why this server''s pg_cron cannot run the schedule, or why it never fires; all null when it can and does.';

create or replace function dashboard_refresh._suggest_schedule(longest interval)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select candidates.schedule
  from (
    values
      (interval '30 minutes', '*/30 * * * *'),
      (interval '15 minutes', '*/15 * * * *'),
      (interval '10 minutes', '*/10 * * * *'),
      (interval '5 minutes', '*/5 * * * *'),
      (interval '2 minutes', '*/2 * * * *'),
      (interval '1 minute', '* * * * *'),
      (interval '30 seconds', '30 seconds'),
      (interval '10 seconds', '10 seconds'),
      (interval '5 seconds', '5 seconds')
  ) as candidates (every, schedule)
  where candidates.every < longest
    and (candidates.every >= interval '1 minute' or dashboard_refresh._can_fire_every_second())
  order by candidates.every desc
  limit 1;
$$;
comment on function dashboard_refresh._suggest_schedule(interval) is
  'The least frequent schedule that fires more often than once in `longest` on this server''s pg_cron; null when there is '
  'none.';
