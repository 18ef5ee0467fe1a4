-- The line that pg_cron, which has one time zone for all, gets for a schedule in a zone of its own.
begin;
set local search_path = public, extensions;

create temporary table cases (zone text, schedule text, line text, description text);
insert into cases values
  (null, '0 6 * * *', '0 6 * * *', 'without a zone it is the schedule'),
  ('America/Bogota', '0 6 * * *', '0 * * * *', 'with hours of its own it fires every hour'),
  ('America/Bogota', '5,35 6-20 * * 1-5', '5,35 * * * *', 'at the minutes of the schedule'),
  ('America/Bogota', '*/5 * * * *', '*/5 * * * *', 'what fires every hour of every day is the same everywhere'),
  ('America/Bogota', '*/5 * * * 1-5', '*/5 * * * *', 'which days these are depends on the zone'),
  ('America/Bogota', '10 seconds', '10 seconds', 'seconds are the same everywhere'),
  ('America/Bogota', '@daily', '0 * * * *', 'short names are schedules'),
  ('America/Bogota', '@hourly', '@hourly', 'and of every hour the same everywhere'),
  ('America/Bogota', '* 6 * * *', '* * * * *', 'every minute of some hours is every minute'),
  ('Etc/UTC', '0 6 * * *', '0 6 * * *', 'a zone that has pg_cron''s time and never changes needs nothing'),
  ('Europe/London', '0 6 * * *', '0 * * * *', 'one that has it in winter alone does'),
  ('Asia/Kolkata', '0 6 * * *', '30 * * * *', 'where the zone is half an hour apart so are the minutes'),
  ('Asia/Kolkata', '0 * * * *', '30 * * * *', 'of every hour too'),
  ('Asia/Kolkata', '*/15 * * * *', '*/15 * * * *', 'unless they are the same'),
  ('Asia/Kathmandu', '10 6 * * *', '25 * * * *', 'three quarters of an hour'),
  ('Europe/Madrid', '30 3 * * *', '30 * * * *', 'a time that is never skipped'),
  ('Europe/Madrid', '30 2 * * *', '*/30 * * * *', 'one that is skipped is due when that is over'),
  ('Africa/Cairo', '10 0 * * *', '0,10 * * * *', 'after midnight too'),
  ('Australia/Lord_Howe', '15 2 * * *', '15,30,45 * * * *', 'half an hour that is skipped ends at half past'),
  ('Australia/Lord_Howe', '0 6 * * *', '*/30 * * * *', 'where summer is half an hour, at the minutes of both'),
  ('Australia/Lord_Howe', '5 6 * * *', '5,35 * * * *', 'listed where they are not even');

select plan((select count(*)::integer from cases) + 4);

select is(dashboard_refresh._job_schedule(schedule, zone), line, format('%s, %s: %s', zone, schedule, description))
from cases;

-- Every firing finds the job firing.
select is_empty(
  $$
    select cases.zone, cases.schedule, firings.firing
    from cases
    -- Before the clocks change, which they do in both.
    cross join (values (timestamptz '2026-03-25 00:00+00'), ('2026-09-28 00:00+00')) as starts (start)
    cross join lateral (
      with recursive computed (number, firing) as (
        select 1, dashboard_refresh._next_firing(cases.schedule, starts.start, cases.zone)
        union all
        select computed.number + 1, dashboard_refresh._next_firing(cases.schedule, computed.firing, cases.zone)
        from computed
        where computed.number < 40
      )
      select computed.firing from computed
    ) as firings
    where cases.zone is not null
      and cases.schedule !~ 'seconds'
      and dashboard_refresh._next_firing(cases.line, firings.firing - interval '1 minute', 'GMT') <> firings.firing
  $$,
  'whenever a schedule is due in its zone the job fires'
);

-- Where pg_cron has a time zone of its own.
create or replace function dashboard_refresh._cron_zone() returns text language sql stable
set search_path = pg_catalog, pg_temp as $$ select 'Asia/Kolkata' $$;
select is(
  dashboard_refresh._job_schedule('0 6 * * *', 'Asia/Kolkata'), '0 6 * * *', 'the zone that pg_cron has needs nothing'
);
select is(
  dashboard_refresh._job_schedule('0 6 * * *', 'America/Bogota'), '30 * * * *',
  'the minutes of the job are those of pg_cron''s zone'
);
create or replace function dashboard_refresh._cron_zone() returns text language sql stable
set search_path = pg_catalog, pg_temp as $$ select 'Europe/Madrid' $$;
select is(
  dashboard_refresh._job_schedule('0 6 * * *', 'Europe/Madrid'), '0 * * * *',
  'the zone of pg_cron too fires every hour where its clocks change: pg_cron skips and doubles with them'
);

select * from finish();
rollback;
