begin;
\ir ../support/fixture.psql
select plan(7);

select is(
  dashboard_refresh._next_firing(name, '2026-11-24 03:12:40+00', 'GMT'), expected, name
)
from (
  values
    ('@hourly', '2026-11-24 04:00+00'::timestamptz),
    ('@daily', '2026-11-25 00:00+00'),
    ('@midnight', '2026-11-25 00:00+00'),
    ('@weekly', '2026-11-29 00:00+00'),
    ('@monthly', '2026-12-01 00:00+00'),
    ('@yearly', '2027-01-01 00:00+00'),
    ('@annually', '2027-01-01 00:00+00')
) as cases (name, expected);

select * from finish();
rollback;
