/*
Purpose: read a pg_cron schedule, so that a bad one is refused with a reason and the next firing can be told.

Objects: functions _cron_field, _next_firing, _schedule_seconds, _check_schedule.

pg_cron keeps no next firing and says only "invalid schedule". The rules below are those of its parser, Vixie cron's
(src/entry.c, src/misc.c): lists, ranges, steps, English names, 0 and 7 both Sunday, and a day that matches either day
field when neither starts with a star.
*/

create function dashboard_refresh._cron_field(
  field text,
  field_name text,
  lowest integer,
  highest integer,
  names text[] default '{}'
)
returns integer[]
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_part text;
  v_match text[];
  v_from integer;
  v_to integer;
  v_step integer;
  v_values integer[] := array[]::integer[];
  v_text text := lower(field);
begin
  for v_name in 1 .. cardinality(names) loop
    v_text := regexp_replace(v_text, '\m' || names[v_name] || '\M', (v_name - 1 + lowest)::text, 'g');
  end loop;

  foreach v_part in array string_to_array(v_text, ',') loop
    v_match := regexp_match(v_part, '^(?:(\*)|(\d{1,4})(?:-(\d{1,4}))?)(?:/(\d{1,4}))?$');
    v_from := coalesce(v_match[2]::integer, lowest);
    v_to := coalesce(v_match[3]::integer, v_match[2]::integer, highest);
    v_step := coalesce(v_match[4]::integer, 1);

    if v_match is null
      or v_from < lowest or v_to > highest or v_from > v_to or v_step < 1
      -- A step needs a range to step through.
      or (v_match[4] is not null and v_match[1] is null and v_match[3] is null)
    then
      raise exception using
        errcode = 'DR004',
        message = format('schedule: %s is no valid %s', coalesce(nullif(v_part, ''), 'nothing'), field_name),
        detail = format('The %s field is %s.', field_name, field),
        hint = format(
          'Use numbers from %s to %s, as *, */2, 5, 1-5 or 1,3,5. Every five minutes is */5 * * * *.',
          lowest, highest
        );
    end if;

    v_values := v_values || array(select generate_series(v_from, v_to, v_step));
  end loop;

  return v_values;
end;
$$;

comment on function dashboard_refresh._cron_field(text, text, integer, integer, text[]) is
  'The values one field of a cron expression stands for. names: the English names of the values from the lowest on. '
  'Raises DR004 that names the field.';

create function dashboard_refresh._schedule_seconds(schedule text)
returns integer
language sql
immutable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select (regexp_match(schedule, '^[ \t]*(\d{1,9})[ \t]+seconds?[ \t]*$', 'i'))[1]::integer;
end;

comment on function dashboard_refresh._schedule_seconds(text) is
  'The N of a schedule of the form "N seconds"; null for any other schedule.';

create function dashboard_refresh._next_firing(schedule text, after timestamptz, time_zone text default 'GMT')
returns timestamptz
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_weekdays constant text[] := array['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
  v_months constant text[] := array[
    'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'
  ];
  v_expression text := trim(e' \t' from _next_firing.schedule);
  v_fields text[];
  v_minute integer[];
  v_hour integer[];
  v_day_of_month integer[];
  v_month integer[];
  v_day_of_week integer[];
  v_either_day boolean;
  v_start timestamp;
  v_date date;
  v_minutes integer;
  v_on_day_of_month boolean;
  v_on_day_of_week boolean;
begin
  if dashboard_refresh._schedule_seconds(v_expression) is not null then
    return after + make_interval(secs => dashboard_refresh._schedule_seconds(v_expression));
  end if;

  v_expression := case v_expression
    when '@hourly' then '0 * * * *'
    when '@daily' then '0 0 * * *'
    when '@midnight' then '0 0 * * *'
    when '@weekly' then '0 0 * * 0'
    when '@monthly' then '0 0 1 * *'
    when '@yearly' then '0 0 1 1 *'
    when '@annually' then '0 0 1 1 *'
    else v_expression
  end;
  v_fields := regexp_split_to_array(v_expression, '[ \t]+');

  if cardinality(v_fields) <> 5 then
    raise exception using
      errcode = 'DR004',
      message = format('schedule: %s is no cron expression', coalesce(nullif(trim(schedule), ''), 'nothing')),
      detail = format('It has %s fields where five are needed: minute, hour, day of month, month, day of week.',
        case when v_expression = '' then 0 else cardinality(v_fields) end),
      hint = 'Every five minutes is */5 * * * *; every 30 seconds is 30 seconds (pg_cron 1.5 or newer).';
  end if;

  v_minute := dashboard_refresh._cron_field(v_fields[1], 'minute', 0, 59);
  v_hour := dashboard_refresh._cron_field(v_fields[2], 'hour', 0, 23);
  v_day_of_month := dashboard_refresh._cron_field(v_fields[3], 'day of month', 1, 31);
  v_month := dashboard_refresh._cron_field(v_fields[4], 'month', 1, 12, v_months);
  v_day_of_week := dashboard_refresh._cron_field(v_fields[5], 'day of week', 0, 7, v_weekdays);
  v_either_day := left(v_fields[3], 1) <> '*' and left(v_fields[5], 1) <> '*';

  v_start := date_trunc('minute', after at time zone time_zone) + interval '1 minute';

  -- Eight years hold every date there is, 29 February included, across a century that is no leap year.
  for v_day in 0 .. 8 * 366 loop
    v_date := v_start::date + v_day;
    v_on_day_of_month := extract(day from v_date)::integer = any (v_day_of_month);
    v_on_day_of_week := extract(dow from v_date)::integer = any (v_day_of_week)
      or extract(isodow from v_date)::integer = any (v_day_of_week);

    if extract(month from v_date)::integer = any (v_month)
      and (v_on_day_of_month or v_on_day_of_week)
      and (v_either_day or (v_on_day_of_month and v_on_day_of_week))
    then
      select min(hours.hour * 60 + minutes.minute)
      into v_minutes
      from unnest(v_hour) as hours (hour)
      cross join unnest(v_minute) as minutes (minute)
      where v_day > 0
        or hours.hour * 60 + minutes.minute
          >= extract(hour from v_start)::integer * 60 + extract(minute from v_start)::integer;

      if v_minutes is not null then
        return (v_date + make_interval(mins => v_minutes)) at time zone time_zone;
      end if;
    end if;
  end loop;

  return null;
end;
$$;

comment on function dashboard_refresh._next_firing(text, timestamptz, text) is
  'First time after `after` at which pg_cron fires the schedule in time_zone (its cron.timezone, GMT by default); '
  'null when it never does. Raises DR004 for what is no schedule.';

create function dashboard_refresh._next_firing_of_job(schedule text, at timestamptz)
returns timestamptz
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return dashboard_refresh._next_firing(schedule, at, coalesce(current_setting('cron.timezone', true), 'GMT'));
exception
  -- pg_cron takes a few more than we do; somebody has altered the job by hand, which the problems say.
  when sqlstate 'DR004' then
    return null;
end;
$$;

comment on function dashboard_refresh._next_firing_of_job(text, timestamptz) is
  'When pg_cron fires a job of this schedule next, in its own time zone; null when that cannot be told.';

create function dashboard_refresh._check_schedule(schedule text)
returns void
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_seconds integer := dashboard_refresh._schedule_seconds(schedule);
  v_version text := (select extversion from pg_catalog.pg_extension where extname = 'pg_cron');
begin
  if v_seconds is not null then
    if v_seconds not between 1 and 59 then
      raise exception using
        errcode = 'DR004',
        message = format('schedule: %s is out of range', schedule),
        detail = 'A schedule in seconds must be from 1 to 59 seconds.',
        hint = 'For a minute or more write a cron expression, such as * * * * * or */5 * * * *.';
    end if;

    -- Debian's extversion reads 1.4-1; only the first two numbers matter.
    if regexp_match(v_version, '^(\d+)\.(\d+)')::integer[] < array[1, 5] then
      raise exception using
        errcode = 'DR005',
        message = format('schedule: %s needs pg_cron 1.5 or newer', schedule),
        detail = format('This server has pg_cron %s, whose shortest interval is one minute.', v_version),
        hint = 'Use * * * * * for every minute, or upgrade pg_cron.';
    end if;
  elsif dashboard_refresh._next_firing(schedule, now()) is null then
    raise exception using
      errcode = 'DR004',
      message = format('schedule: %s never fires', schedule),
      detail = 'No date in the next eight years matches it.',
      hint = 'Look at the day of month and the month; every five minutes is */5 * * * *.';
  end if;
end;
$$;

comment on function dashboard_refresh._check_schedule(text) is
  'Returns when this server''s pg_cron can run the schedule and it ever fires. Raises DR004 otherwise, DR005 when it '
  'needs a newer pg_cron.';

revoke all on function
  dashboard_refresh._cron_field(text, text, integer, integer, text[]),
  dashboard_refresh._schedule_seconds(text),
  dashboard_refresh._next_firing(text, timestamptz, text),
  dashboard_refresh._next_firing_of_job(text, timestamptz),
  dashboard_refresh._check_schedule(text)
from public, anon, authenticated, service_role;
