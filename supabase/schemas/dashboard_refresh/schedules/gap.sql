/* How long a schedule lets pass without firing. */

create or replace function dashboard_refresh._largest_gap(schedule text, after timestamptz)
returns interval language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_parsed constant dashboard_refresh.schedule_fields := dashboard_refresh._parse_schedule(schedule);
  v_minutes integer[];
  v_first date;
  v_day date;
  v_previous date;
  v_gap integer;
begin
  if v_parsed.seconds is not null then
    return make_interval(secs => v_parsed.seconds);
  end if;

  v_first := dashboard_refresh._next_match(v_parsed, after, 'GMT') at time zone 'GMT';

  if v_first is null then
    return null;
  end if;

  v_minutes := dashboard_refresh._minutes_of_day(v_parsed);
  v_gap := coalesce(
    (
      select max(gaps.gap)
      from (
        select minutes.minute - lag(minutes.minute) over (order by minutes.minute) as gap
        from unnest(v_minutes) as minutes (minute)
      ) as gaps
    ),
    0
  );

  -- From day to day: the nights, the weekend, and where it fires less than once a week, until it does again.
  v_previous := v_first;
  v_day := v_first;

  while v_previous < v_first + 7 and v_day < v_first + 8 * 366 loop
    v_day := v_day + 1;

    if dashboard_refresh._matches_day(v_parsed, v_day) then
      v_gap := greatest(
        v_gap, (v_day - v_previous) * 24 * 60 - v_minutes[cardinality(v_minutes)] + v_minutes[1]
      );
      v_previous := v_day;
    end if;
  end loop;

  return justify_hours(make_interval(mins => v_gap));
end;
$$;
comment on function dashboard_refresh._largest_gap(text, timestamptz) is
  'The longest time that a schedule lets pass between two firings in the week that follows `after`, or until it fires '
  'again where that is later; null when it never fires. The hour that a change to or from summer time shifts is left out.';
