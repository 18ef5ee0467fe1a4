-- What the catalog says, tried.
begin;
set local search_path = public, extensions;
select plan(8);

create role nobody_in_particular login;
grant nobody_in_particular to current_user;
set local role authenticated;
select throws_ok(
  $$select public.read_dashboard_refresh_status()$$, '42501', null,
  'authenticated is refused the status'
);
reset role;

set local role anon;
select throws_ok($$select public.request_dashboard_refresh()$$, '42501', null, 'anon is refused a refresh');
reset role;

-- A role without the schema of pgTAP takes its role inside of the test.
select throws_ok(
  $$set local role nobody_in_particular; select dashboard_refresh.tick('public.mv_conversaciones_dashboard')$$,
  '42501', null, 'a login role is refused a tick'
);
select throws_ok(
  $$set local role nobody_in_particular; call dashboard_refresh.watchdog()$$, '42501', null,
  'a login role is refused the watchdog'
);

set local role service_role;
select throws_ok(
  $$select dashboard_refresh.reconfigure(settings => '{"active": false}')$$, '42501', null,
  'service_role is refused what the wrappers call'
);
select throws_ok(
  $$select * from dashboard_refresh.held_locks$$, '42501', null, 'service_role is refused the locks'
);
select throws_ok(
  $$select 'x'::dashboard_refresh.problem$$, '42501', null, 'service_role is refused a type'
);
select throws_ok(
  $$select * from dashboard_refresh.runs$$, '42501', null, 'service_role is refused the ledger itself'
);
reset role;

select * from finish();
rollback;
