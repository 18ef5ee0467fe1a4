/* Time zones: that of pg_cron, those that a schedule may have, and hours that the clocks skip or show twice. */

create or replace function dashboard_refresh._cron_zone()
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(nullif(current_setting('cron.timezone', true), ''), 'GMT');
end;
$$;
comment on function dashboard_refresh._cron_zone() is
  'The time zone that pg_cron reads its schedules in: the setting cron.timezone of the server, GMT before pg_cron 1.5.';

create or replace function dashboard_refresh._is_proper_zone(name text)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- Others are the same again, the machine's own, and one that stands for none.
  select name !~ '^(posix|right)/|^(localtime|posixrules|Factory)$';
$$;
comment on function dashboard_refresh._is_proper_zone(text) is
  'False for what the list of time zones has besides those of the IANA database.';

create or replace function dashboard_refresh._may_be_zone(name text)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- With the accents and spaces that a city may be written with by mistake.
  select name ~ '^[A-Za-z\u0080-\uffff][A-Za-z0-9_+/ \u0080-\uffff-]{1,39}$';
$$;
comment on function dashboard_refresh._may_be_zone(text) is
  'Whether a text is written like the name of a time zone, or nearly. Where it is not, the list of them, which PostgreSQL '
  'reads from some 1,200 files each time, need not be asked.';

create or replace function dashboard_refresh._is_time_zone(time_zone text)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._may_be_zone(time_zone) and (
    select exists (
      select from pg_catalog.pg_timezone_names
      where pg_timezone_names.name = _is_time_zone.time_zone
        and dashboard_refresh._is_proper_zone(pg_timezone_names.name)
    )
  );
end;
$$;
comment on function dashboard_refresh._is_time_zone(text) is
  'True for a name of the IANA database, as it is written there. PostgreSQL takes abbreviations and offsets too, such as '
  'PST8 or UTC+5, which know no summer time or mean the opposite of what they say.';

create or replace function dashboard_refresh._nearest_time_zone(name text)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select zones.name
  from pg_catalog.pg_timezone_names as zones
  cross join lateral dashboard_refresh._likeness(
    _nearest_time_zone.name,
    -- A city alone is looked for among the cities.
    case when position('/' in _nearest_time_zone.name) > 0 then zones.name else regexp_replace(zones.name, '^.*/', '') end
  ) as likeness (degree)
  where dashboard_refresh._may_be_zone(_nearest_time_zone.name)
    and dashboard_refresh._is_proper_zone(zones.name)
    and likeness.degree >= 0.6
  order by likeness.degree desc, zones.name
  limit 1;
$$;
comment on function dashboard_refresh._nearest_time_zone(text) is
  'The time zone whose name, or whose city, is most like a misspelt one; null when none is.';

create or replace function dashboard_refresh._first_instant(local_time timestamp, time_zone text)
returns timestamptz language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  -- PostgreSQL takes a time that is skipped by the clock before it, and of two the later one.
  v_instant constant timestamptz := local_time at time zone time_zone;
  v_shown constant timestamp := v_instant at time zone time_zone;
  v_day_before timestamptz;
  v_earlier timestamptz;
begin
  if v_shown <> local_time then
    return (
      select min(instants.instant)
      from generate_series(v_instant - (v_shown - local_time), v_instant, interval '1 minute') as instants (instant)
      where instants.instant at time zone time_zone >= local_time
    );
  end if;

  v_day_before := v_instant - interval '24 hours';
  v_earlier := v_day_before + (local_time - (v_day_before at time zone time_zone));

  if v_earlier < v_instant and v_earlier at time zone time_zone = local_time then
    return v_earlier;
  end if;

  return v_instant;
end;
$$;
comment on function dashboard_refresh._first_instant(timestamp, text) is
  'When the clocks of the time zone show a time for the first time; when they skip it, the end of what they skip.';
