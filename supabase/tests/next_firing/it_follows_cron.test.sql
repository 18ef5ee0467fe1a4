begin;
set local search_path = public, extensions;
select plan(23);

create temporary table cases (schedule text, next timestamptz, description text);
-- 24 November 2026 is a Tuesday.
insert into cases values
  ('* * * * *', '2026-11-24 03:13+00', 'every minute is the next full minute'),
  ('*/5 * * * *', '2026-11-24 03:15+00', 'a step counts from zero'),
  ('12 * * * *', '2026-11-24 04:12+00', 'the minute that has begun is over'),
  ('13 3 * * *', '2026-11-24 03:13+00', 'the minute that begins next counts'),
  ('5,10-20/5 3 * * *', '2026-11-24 03:15+00', 'lists, ranges and steps combine'),
  ('0 9 * * mon-fri', '2026-11-24 09:00+00', 'days of the week have names'),
  ('0 9 * JAN *', '2027-01-01 09:00+00', 'months have names, in any case'),
  ('0 9 * * 7', '2026-11-29 09:00+00', 'seven is Sunday'),
  ('0 9 * * 0', '2026-11-29 09:00+00', 'zero is Sunday too'),
  ('0 9 13 * 5', '2026-11-27 09:00+00', 'two day fields match either day'),
  ('0 9 */2 * 5', '2026-11-27 09:00+00', 'a day field that starts with a star makes both count'),
  ('0 0 29 2 *', '2028-02-29 00:00+00', 'a leap day waits for its year'),
  ('@hourly', '2026-11-24 04:00+00', 'the short names work'),
  ('  0  0 1 1 * ', '2027-01-01 00:00+00', 'blanks do not matter'),
  ('30 seconds', '2026-11-24 03:12:40+00', 'seconds count from now'),
  ('0 9 $ * *', '2026-11-30 09:00+00', 'a $ is the last day of the month'),
  ('0 9 $ 2 *', '2027-02-28 09:00+00', 'the last day of February is the 28th'),
  ('0 9 $ feb-mar *', '2027-02-28 09:00+00', 'the other fields count beside a $'),
  ('0 3 $ * *', '2026-11-30 03:00+00', 'a $ does not match a day because its hour is over'),
  ('0 9 $ * 5', '2026-11-27 09:00+00', 'a $ and a day of the week match either day'),
  ('0 9 $,15 * *', null, 'a $ stands alone'),
  ('0 0 31 2 *', null, 'a date that never comes has no next firing');

select is(
  dashboard_refresh._next_firing(schedule, '2026-11-24 03:12:10+00'), next, description || ': ' || schedule
)
from cases;

select is(
  dashboard_refresh._next_firing('0 9 * * *', '2026-11-24 03:12:10+00', 'America/Mexico_City'),
  timestamptz '2026-11-24 15:00+00',
  'the hours are those of the given time zone'
);

select * from finish();
rollback;
