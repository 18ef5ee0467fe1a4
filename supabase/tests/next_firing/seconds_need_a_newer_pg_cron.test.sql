begin;
set local search_path = public, extensions;
set local client_min_messages = warning;
select plan(1);

-- The same file passes on both sides of 1.5, and says on each what that side promises.
select case
  when (select regexp_match(extversion, '^(\d+)\.(\d+)')::integer[] from pg_extension where extname = 'pg_cron') < array[1, 5]
    then throws_ok(
      $$select dashboard_refresh.manage('public.seconds_demo', '30 seconds', expect_missing => true)$$,
      'DR005',
      'schedule: 30 seconds needs pg_cron 1.5 or newer',
      'seconds are refused before pg_cron 1.5, and the message names the version'
    )
  else lives_ok(
    $$select dashboard_refresh.manage('public.seconds_demo', '30 seconds', expect_missing => true)$$, 'seconds are accepted since pg_cron 1.5'
  )
end;

select * from finish();
rollback;
