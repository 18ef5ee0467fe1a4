begin;
\ir ../support/fixture.psql
select plan(4);

-- Without an Edge Function, so that they go straight to the webhook.
delete from vault.secrets where name = 'project_url';
select vault.create_secret('http://127.0.0.1:9/hook', 'refresh_dashboard_alert_url')
where not exists (select from vault.secrets where name = 'refresh_dashboard_alert_url') \g /dev/null
create function pg_temp.statuses() returns setof text language sql as $$
  select kind || ' ' || status from dashboard_refresh.alerts order by created_at
$$;
create function pg_temp.deliver(minutes integer) returns void language sql as $$
  select dashboard_refresh._deliver_alerts(clock_timestamp() + minutes * interval '1 minute')
$$;
create function pg_temp.answer(kind text, status integer) returns void language sql as $$
  insert into net._http_response (id, status_code, timed_out)
  select alerts.http_request_id, $2, false from dashboard_refresh.alerts where alerts.kind = $1
$$;

select dashboard_refresh._open_alert(views, 'failing', clock_timestamp()) from dashboard_refresh.views \g /dev/null
select pg_temp.deliver(0) \g /dev/null
select pg_temp.answer('failing', 503) \g /dev/null
select pg_temp.deliver(0) \g /dev/null
select dashboard_refresh._close_alerts(views, view_state, array['failing'], clock_timestamp())
from dashboard_refresh.views join dashboard_refresh.view_state on view_id = id \g /dev/null
select pg_temp.deliver(0) \g /dev/null
select results_eq(
  $$select pg_temp.statuses()$$, $$values ('failing pending'), ('recovered pending')$$,
  'while a first alert waits to be sent again, the next does not overtake it'
);

select pg_temp.deliver(2) \g /dev/null
select results_eq(
  $$select pg_temp.statuses()$$, $$values ('failing sent'), ('recovered pending')$$,
  'while the answer to a first alert is waited for, the next does not overtake it'
);
select pg_temp.answer('failing', 200) \g /dev/null
select pg_temp.deliver(3) \g /dev/null
select results_eq(
  $$select pg_temp.statuses()$$, $$values ('failing delivered'), ('recovered sent')$$,
  'when the first alert is delivered the next is sent'
);

insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, next_attempt_at, status, finished_at, error_message)
select id, 'stale', '-', '{}', clock_timestamp() - interval '1 hour', now(), 'failed', now(), 'given up' from dashboard_refresh.views;
update dashboard_refresh.alerts set status = 'pending', next_attempt_at = now() where kind = 'recovered';
select pg_temp.deliver(4) \g /dev/null
select is(
  (select status from dashboard_refresh.alerts where kind = 'recovered'), 'sent', 'an alert that was given up holds up no other'
);

select * from finish();
rollback;
