begin;
set local search_path = public, extensions;
-- Nobody's zone, so that nothing here is right by chance.
set local timezone = 'Pacific/Chatham';

create temporary table cases (zone text, schedule text, after timestamptz, firings timestamptz[], description text);
insert into cases values
  ('America/Bogota', '0 6 * * *', '2026-06-30 20:00+00', '{2026-07-01 11:00+00,2026-07-02 11:00+00}',
    'six in Bogota is eleven in Greenwich, all year'),
  ('Asia/Kolkata', '0 6 * * *', '2026-06-30 20:00+00', '{2026-07-01 00:30+00,2026-07-02 00:30+00}',
    'half an hour apart from Greenwich'),
  ('Asia/Kolkata', '0 * * * *', '2026-06-30 20:00+00', '{2026-06-30 20:30+00,2026-06-30 21:30+00}',
    'every full hour in Kolkata is half past in Greenwich'),

  -- Madrid: on 29 March 02:00 becomes 03:00, on 25 October 03:00 becomes 02:00, both at 01:00 in Greenwich.
  ('Europe/Madrid', '0 6 * * *', '2026-03-28 12:00+01', '{2026-03-29 06:00+02,2026-03-30 06:00+02}',
    'six stays six when summer begins'),
  ('Europe/Madrid', '0 6 * * *', '2026-10-24 12:00+02', '{2026-10-25 06:00+01,2026-10-26 06:00+01}',
    'six stays six when summer ends'),
  ('Europe/Madrid', '30 2 * * *', '2026-03-28 12:00+01', '{2026-03-29 03:00+02,2026-03-30 02:30+02}',
    'a time that is skipped is made up for at the end of what is skipped'),
  ('Europe/Madrid', '0 2,3 * * *', '2026-03-29 01:30+01', '{2026-03-29 03:00+02,2026-03-30 02:00+02}',
    'where the skipped one and the next fall together there is one'),
  ('Europe/Madrid', '*/20 2 * * *', '2026-03-28 12:00+01', '{2026-03-29 03:00+02,2026-03-30 02:00+02}',
    'of an hour that is skipped altogether one is left'),
  ('Europe/Madrid', '30 2 * * *', '2026-10-24 12:00+02', '{2026-10-25 02:30+02,2026-10-26 02:30+01}',
    'a time that is shown twice counts the first time'),
  ('Europe/Madrid', '30 2 * * *', '2026-10-25 02:10+01', '{2026-10-26 02:30+01}', 'and not again the second time'),
  ('Europe/Madrid', '*/20 2 * * *', '2026-10-25 02:10+02', '{2026-10-25 02:20+02,2026-10-25 02:40+02,2026-10-26 02:00+01}',
    'an hour that is shown twice is one hour'),
  ('Europe/Madrid', '*/30 * * * *', '2026-10-25 02:10+02',
    '{2026-10-25 02:30+02,2026-10-25 02:00+01,2026-10-25 02:30+01,2026-10-25 03:00+01}',
    'a schedule of every hour goes on through both'),
  ('Europe/Madrid', '*/30 * * * *', '2026-03-29 01:40+01', '{2026-03-29 03:00+02,2026-03-29 03:30+02}',
    'a schedule of every hour lets no time pass when one is skipped'),
  ('Europe/Madrid', '0 * * * sun', '2026-10-24 12:00+02', '{2026-10-25 00:00+02,2026-10-25 01:00+02,2026-10-25 02:00+02,2026-10-25 02:00+01}',
    'every hour of a day that has 25'),
  ('Europe/Madrid', '59 23 $ * *', '2026-10-24 12:00+02', '{2026-10-31 23:59+01,2026-11-30 23:59+01}',
    'the last day of the month is that of the zone'),

  -- Lord Howe Island: half an hour. On 5 April 02:00 becomes 01:30, on 4 October 02:00 becomes 02:30.
  ('Australia/Lord_Howe', '45 1 * * *', '2026-04-04 12:00+11', '{2026-04-05 01:45+11,2026-04-06 01:45+10:30}',
    'half an hour that is shown twice'),
  ('Australia/Lord_Howe', '15 2 * * *', '2026-10-03 12:00+10:30', '{2026-10-04 02:30+11,2026-10-05 02:15+11}',
    'half an hour that is skipped'),
  ('Australia/Lord_Howe', '0 * * * *', '2026-10-04 00:30+10:30',
    '{2026-10-04 01:00+10:30,2026-10-04 03:00+11,2026-10-04 04:00+11}', 'the full hour, whatever Greenwich has'),

  -- Where midnight itself is skipped.
  ('America/Santiago', '0 0 * * *', '2026-09-05 12:00-04', '{2026-09-06 01:00-03,2026-09-07 00:00-03}',
    'a midnight that is skipped'),
  ('Asia/Kathmandu', '10 seconds', '2026-06-30 20:00+00', '{2026-06-30 20:00:10+00,2026-06-30 20:00:20+00}',
    'seconds have no zone');

select plan((select count(*)::integer from cases) + 1);

create function pg_temp.firings(zone text, schedule text, after timestamptz, many integer) returns timestamptz[]
language plpgsql as $$
declare
  v_firings timestamptz[] := '{}';
begin
  for v_number in 1 .. many loop
    v_firings := v_firings || dashboard_refresh._next_firing(schedule, coalesce(v_firings[v_number - 1], after), zone);
  end loop;

  return v_firings;
end;
$$;

select is(
  pg_temp.firings(zone, schedule, after, cardinality(firings)), firings, format('%s, %s: %s', zone, schedule, description)
)
from cases;

-- Each minute of two years by the clock, against what is computed from one firing to the next.
select is(
  (
    with recursive computed (firing) as (
      select dashboard_refresh._next_firing('17 4 * * 1-5', '2026-01-01 00:00+00', 'Europe/Madrid')
      union all
      select dashboard_refresh._next_firing('17 4 * * 1-5', computed.firing, 'Europe/Madrid')
      from computed
      where computed.firing < '2028-01-01 00:00+00'
    )
    select array_agg(computed.firing order by computed.firing) from computed where computed.firing < '2028-01-01 00:00+00'
  ),
  (
    select array_agg(instant order by instant)
    from generate_series(timestamptz '2026-01-01 00:17+00', '2027-12-31 23:59+00', interval '1 hour') as instant
    where extract(hour from instant at time zone 'Europe/Madrid') = 4
      and extract(isodow from instant at time zone 'Europe/Madrid') <= 5
  ),
  'two years of a schedule are those that a clock in Madrid shows'
);

select * from finish();
rollback;
