begin;
\ir ../support/fixture.psql
select plan(11);

create schema "Odd ""schema"" with \ and '";
create materialized view "Odd ""schema"" with \ and '"."Vista ñ % 'x'" as select 1 as one;
create unique index on "Odd ""schema"" with \ and '"."Vista ñ % 'x'" (one);

select lives_ok(
  $$select dashboard_refresh.manage('"Odd ""schema"" with \ and ''"."Vista ñ % ''x''"', settings => '{"path": "database"}')$$,
  'a name with quotes, blanks, percent, backslash and capitals can be managed'
);
select command as odd_command from cron.job where command like '%Odd%' \gset
select lives_ok(:'odd_command', 'the command of a job with an odd name runs');
select is(
  (
    select runs.status from dashboard_refresh.runs join dashboard_refresh.views on views.id = view_id
    where view_name like 'Vista%'
  ),
  'succeeded', 'a tick refreshes a view with an odd name'
);

select lives_ok(
  format('select dashboard_refresh.manage(%L, expect_missing => true)', repeat('n', 63)), 'a name of 63 bytes can be managed'
);
select lives_ok(
  format('select dashboard_refresh.manage(%L, expect_missing => true)', '"' || repeat('ñ', 31) || '"'),
  'a name of 31 letters in 62 bytes can be managed'
);
select lives_ok(
  $$select dashboard_refresh.manage('public.totals', expect_missing => true)$$,
  'a view can be managed though another has its job name'
);
select is(
  (select count(distinct job_name) from dashboard_refresh.views), (select count(*) from dashboard_refresh.views),
  'each view has a job of its own'
);

select dashboard_refresh.manage('public."fixture.totals"', expect_missing => true) \g /dev/null
select is(
  (dashboard_refresh._find_view('fixture.totals')).view_name, 'totals', 'a full name means what it says, whatever others are called'
);
select is(
  public.dashboard_freshness('fixture.totals') ->> 'view', 'fixture.totals',
  'readers who give a full name get that view too'
);
select is(
  public.dashboard_freshness('totals')::jsonb, null, 'readers get nothing for a name that may mean two views'
);
select throws_ok(
  $$select dashboard_refresh.manage('fixture.other', settings => '{"job_name": ""}', expect_missing => true)$$, 'DR004', 'job_name must have 1 to 63 bytes.',
  'an empty job name is refused'
);

select * from finish();
rollback;
