/*
The line that pg_cron gets for a schedule in a time zone of its own.

pg_cron has one time zone for all jobs, and its line cannot say "06:00 in Madrid", which is 05:00 GMT in winter and 04:00 in
summer. So the job fires at the schedule's minutes of every hour, and the tick decides by the zone whether it is due.
*/

create or replace function dashboard_refresh._minute_field(minutes integer[])
returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select case
      when max(listed.total) = 60 then '*'
      -- Evenly spread over the hour.
      when max(listed.total) > 1 and 60 % max(listed.total) = 0 and bool_and(listed.minute % (60 / listed.total) = 0)
        then '*/' || 60 / max(listed.total)
      else string_agg(listed.minute::text, ',' order by listed.minute)
    end
    from (
      select numbers.minute, count(*) over () as total
      from unnest(minutes) as numbers (minute)
      group by numbers.minute
    ) as listed
  );
end;
$$;
comment on function dashboard_refresh._minute_field(integer[]) is 'These minutes as the first field of a cron expression.';

create or replace function dashboard_refresh._job_schedule(schedule text, time_zone text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_parsed dashboard_refresh.schedule_fields;
  v_minutes integer[];
begin
  if time_zone is null then
    return schedule;
  end if;

  v_parsed := dashboard_refresh._parse_schedule(schedule);

  if v_parsed.minutes is null
    -- The clocks of both go together, and never change.
    or (
      dashboard_refresh._zone_offsets(time_zone, dashboard_refresh._cron_zone(), now()) = '{0}'
      and cardinality(dashboard_refresh._zone_offsets(time_zone, 'GMT', now())) = 1
    )
  then
    return schedule;
  end if;

  v_minutes := array(
    select distinct ((minutes.minute - offsets.minutes) % 60 + 60) % 60
    from unnest(v_parsed.minutes) as minutes (minute)
    cross join unnest(
      dashboard_refresh._zone_offsets(time_zone, dashboard_refresh._cron_zone(), now())
    ) as offsets (minutes)
    union
    -- Where a firing is skipped the job fires at the end of what is skipped.
    select extract(minute from skipped.until at time zone dashboard_refresh._cron_zone())::integer
    from dashboard_refresh._skipped_times(time_zone, now()) as skipped
    where not dashboard_refresh._fires_every_hour(v_parsed)
      and exists (
        select from unnest(dashboard_refresh._minutes_of_day(v_parsed)) as minutes (minute)
        where minutes.minute between skipped.first_minute and skipped.last_minute
          or minutes.minute + 24 * 60 between skipped.first_minute and skipped.last_minute
      )
    order by 1
  );

  if dashboard_refresh._fires_every_hour(v_parsed)
    and dashboard_refresh._fires_every_day(v_parsed)
    and v_minutes = array(select distinct minutes.minute from unnest(v_parsed.minutes) as minutes (minute) order by 1)
  then
    return schedule;
  end if;

  return dashboard_refresh._minute_field(v_minutes) || ' * * * *';
end;
$$;
comment on function dashboard_refresh._job_schedule(text, text) is
  'The schedule of the pg_cron job of a view with this schedule in this time zone: the same where that says it all (no '
  'zone of its own, seconds, the same minutes of every hour in both), otherwise its minutes, in pg_cron''s time zone, of '
  'every hour.';
