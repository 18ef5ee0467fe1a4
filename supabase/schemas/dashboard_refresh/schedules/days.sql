/* On which days, and in which minutes of them, a parsed schedule fires. */

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

create or replace function dashboard_refresh._fires_every_hour(parsed dashboard_refresh.schedule_fields)
returns boolean language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select count(distinct hours.hour) = 24 from unnest(parsed.hours) as hours (hour)
  );
end;
$$;
comment on function dashboard_refresh._fires_every_hour(dashboard_refresh.schedule_fields) is
  'True for a parsed schedule of five fields that leaves no hour of the day out.';

create or replace function dashboard_refresh._fires_every_day(parsed dashboard_refresh.schedule_fields)
returns boolean language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return parsed.months @> array[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    and parsed.days_of_month @> array(select generate_series(1, 31))
    and (
      parsed.days_of_week @> array[1, 2, 3, 4, 5, 6] and parsed.days_of_week && array[0, 7]
      or parsed.is_either_day
    );
end;
$$;
comment on function dashboard_refresh._fires_every_day(dashboard_refresh.schedule_fields) is
  'True for a parsed schedule of five fields that matches every day.';
