-- pg_net grants PUBLIC all rights on its queue, TRIGGER among them: any role that can log in may put a trigger on it, which
-- would then run with the rights of whoever sends a request. So nothing is sent as long as there is one.
begin;
\ir ../support/fixture.psql
select plan(5);

create role reporter login;
grant reporter to current_user;
select dashboard_refresh.reconfigure(settings => '{"path": "edge", "skip_unchanged": false, "max_duty_cycle": 1}') \g /dev/null

set local role reporter;
create function pg_temp.gain() returns trigger language plpgsql as $$
begin
  perform set_config('fixture.gained', current_user, false);
  return new;
end;
$$;
create trigger gain before insert on net.http_request_queue for each row execute function pg_temp.gain();
reset role;

select is(
  dashboard_refresh.tick('fixture.totals'), 'succeeded',
  'a tick refreshes in the database while the queue has a trigger'
);
select is(current_setting('fixture.gained', true), null, 'a tick does not run the trigger');
select matches(
  dashboard_refresh.status() -> 'path' ->> 'reason', 'trigger', 'status says that the trigger is why nothing is sent'
);
select is(
  (
    dashboard_refresh._post('http://127.0.0.1:1/', null, 'message', '{}')
  )::text,
  '(,"net.http_request_queue has a trigger, which would run with the rights of this session")',
  'sending all the same is refused'
);

select net.http_post('http://127.0.0.1:1/') \g /dev/null
select isnt(
  current_setting('fixture.gained', true), null,
  'the trap is set: who sends without looking runs the trigger'
);

select * from finish();
rollback;
