begin;
\ir ../support/fixture.psql
select plan(5);

-- As where a superuser refreshes, whom the watchdog may not touch, and others do after him. What was stopped is counted by a
-- sequence, which an error does not set back.
create sequence fixture.stopped;
create or replace function dashboard_refresh._stop_work(run_id uuid, until timestamptz) returns boolean language plpgsql as $$
begin
  if run_id = '00000000-0000-4000-8000-000000000001' then
    raise insufficient_privilege using message = 'postgres may not cancel the session';
  end if;

  perform nextval('fixture.stopped');
  return true;
end;
$$;

create or replace function dashboard_refresh._overlong_sessions(at timestamptz)
returns table (pid integer, run_id uuid, is_idle boolean) language sql stable as $$
  values (1, uuid '00000000-0000-4000-8000-000000000001', false), (2, uuid '00000000-0000-4000-8000-000000000002', false)
$$;
select throws_ok(
  'select dashboard_refresh._cancel_overlong(clock_timestamp())', '42501', 'postgres may not cancel the session',
  'a refresh that takes too long and may not be cancelled is a failure of the duty'
);
select is((select last_value from fixture.stopped where is_called), 1::bigint, 'the one after it is cancelled all the same');

create or replace function dashboard_refresh._try_lock_view(view_id integer) returns boolean language sql as 'select false';
insert into dashboard_refresh.runs (id, view_id, trigger, path, requested_at)
select ids.id, views.id, 'admin', 'edge', clock_timestamp()
from dashboard_refresh.views
cross join (
  values (uuid '00000000-0000-4000-8000-000000000001'), (uuid '00000000-0000-4000-8000-000000000002')
) as ids (id)
order by ids.id;
insert into dashboard_refresh.run_cancellations (run_id, requested_by) select id, 'eva' from dashboard_refresh.runs
where status = 'queued';
set local client_min_messages = error;
select lives_ok(
  'select dashboard_refresh._finish_cancellations(clock_timestamp())', 'one that somebody wants stopped keeps nobody waiting'
);
select is((select last_value from fixture.stopped), 2::bigint, 'neither');
select is_empty('select from dashboard_refresh.duty_failures', 'that is no failure of the watchdog: its end is waited for');

select * from finish();
rollback;
