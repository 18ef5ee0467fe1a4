/* How far the clocks of a time zone are from others, and what they skip. */

create or replace function dashboard_refresh._zone_offsets(time_zone text, other_zone text, at timestamptz)
returns integer[] language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- Weeks, which each change of the clocks lasts at least.
  return (
    select array_agg(distinct offsets.minutes)
    from generate_series(0, 104) as weeks (number)
    cross join lateral (select at + make_interval(hours => 7 * 24 * weeks.number)) as instants (instant)
    cross join lateral (
      select (
        extract(epoch from (instants.instant at time zone time_zone) - (instants.instant at time zone other_zone)) / 60
      )::integer
    ) as offsets (minutes)
  );
end;
$$;
comment on function dashboard_refresh._zone_offsets(text, text, timestamptz) is
  'By how many minutes a time zone is ahead of another one, in the two years that follow `at`.';

create or replace function dashboard_refresh._skipped_times(
  time_zone text,
  at timestamptz,
  out until timestamptz,
  out first_minute integer,
  out last_minute integer
)
returns setof record language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_week timestamptz := at;
  v_before timestamptz;
  v_middle timestamptz;
  v_offset interval := (at at time zone time_zone) - (at at time zone 'GMT');
  v_next_offset interval;
begin
  for v_number in 1 .. 104 loop
    v_before := v_week;
    v_week := at + make_interval(hours => 7 * 24 * v_number);
    v_next_offset := (v_week at time zone time_zone) - (v_week at time zone 'GMT');

    if v_next_offset > v_offset then
      -- Halved until the minute is found at which the clocks were put forward.
      until := v_week;

      while until - v_before > interval '1 minute' loop
        v_middle := v_before + date_trunc('minute', (until - v_before) / 2);

        if (v_middle at time zone time_zone) - (v_middle at time zone 'GMT') = v_offset then
          v_before := v_middle;
        else
          until := v_middle;
        end if;
      end loop;

      until := date_trunc('minute', until);
      first_minute := extract(epoch from ((until at time zone 'GMT') + v_offset)::time) / 60;
      last_minute := first_minute + extract(epoch from v_next_offset - v_offset) / 60 - 1;
      return next;
    end if;

    v_offset := v_next_offset;
  end loop;
end;
$$;
comment on function dashboard_refresh._skipped_times(text, timestamptz) is
  'What the clocks of a time zone skip in the two years that follow `at`: until when, and from which minute of the day to '
  'which; past midnight these go on beyond 1439.';
