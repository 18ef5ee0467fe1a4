/* Which schedules this server's pg_cron can run. */

create or replace function dashboard_refresh._is_cron_at_least(major integer, minor integer)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- Debian's extversion reads 1.4-1; only the first two numbers matter.
  return (
    select regexp_match(pg_extension.extversion, '^(\d+)\.(\d+)')::integer[] >= array[major, minor]
    from pg_catalog.pg_extension
    where pg_extension.extname = 'pg_cron'
  );
end;
$$;
comment on function dashboard_refresh._is_cron_at_least(integer, integer) is
  'True when this server''s pg_cron has that version or a newer one. Since 1.5 it takes "N seconds", since 1.6 a $ for the '
  'last day of the month.';

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
  elsif (v_parsed.seconds is not null and not dashboard_refresh._is_cron_at_least(1, 5))
    or (v_parsed.is_last_day and not dashboard_refresh._is_cron_at_least(1, 6))
  then
    code := 'unsupported_schedule';
    message := format(
      'schedule: %s needs pg_cron %s or newer', schedule, case when v_parsed.is_last_day then '1.6' else '1.5' end
    );
    detail := format('This server has pg_cron %s, %s.',
      (select extversion from pg_catalog.pg_extension where extname = 'pg_cron'),
      case
        when v_parsed.is_last_day then 'which knows no last day of the month'
        else 'whose shortest interval is one minute'
      end
    );
    hint := case
      when v_parsed.is_last_day then format('Use the first day of the month, as in %s, or upgrade pg_cron.',
        replace(schedule, '$', '1'))
      else 'Use * * * * * for every minute, or upgrade pg_cron.'
    end;
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

create or replace function dashboard_refresh._time_zone_error(time_zone text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  if dashboard_refresh._is_time_zone(time_zone) then
    return null;
  end if;

  return concat_ws(
    ' ',
    'time_zone must be a name of the IANA database, as in America/Bogota.',
    'Did you mean ' || dashboard_refresh._nearest_time_zone(left(time_zone, 64)) || '?'
  );
end;
$$;
comment on function dashboard_refresh._time_zone_error(text) is
  'Why a text is no time zone, and which may be meant; null where it is one.';

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
    and (candidates.every >= interval '1 minute' or dashboard_refresh._is_cron_at_least(1, 5))
  order by candidates.every desc
  limit 1;
$$;
comment on function dashboard_refresh._suggest_schedule(interval) is
  'The least frequent schedule that fires more often than once in `longest` on this server''s pg_cron; null when there is '
  'none.';
