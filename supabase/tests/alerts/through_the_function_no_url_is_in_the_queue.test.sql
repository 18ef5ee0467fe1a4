begin;
\ir ../support/fixture.psql
select plan(26);

delete from vault.secrets where name in ('project_url', 'refresh_dashboard_trigger_secret', 'refresh_dashboard_alert_url');
select vault.create_secret('https://demo.supabase.co', 'project_url') \g /dev/null
select vault.create_secret('whsec_' || encode(sha256('trigger'), 'base64'), 'refresh_dashboard_trigger_secret') \g /dev/null
select vault.create_secret('whsec_' || encode(sha256('alerts'), 'base64'), 'refresh_dashboard_alert_secret') \g /dev/null
select vault.create_secret('https://hooks.chat.test/services/topsecret', 'refresh_dashboard_alert_url') \g /dev/null
create function pg_temp.alert() returns dashboard_refresh.alerts language sql as $$
  select alerts from dashboard_refresh.alerts order by created_at desc limit 1
$$;
create function pg_temp.progress() returns text language sql as $$
  select concat_ws(' ', (pg_temp.alert()).status, (pg_temp.alert()).via, (pg_temp.alert()).attempts, (pg_temp.alert()).error_message)
$$;
create function pg_temp.fail(at timestamptz default clock_timestamp()) returns void language sql as $$
  update dashboard_refresh.view_state set open_alerts = '{}';
  select dashboard_refresh._open_alert(views, 'failing', at) from dashboard_refresh.views;
$$;
create function pg_temp.deliver(after interval) returns void language sql as $$
  select dashboard_refresh._deliver_alerts(clock_timestamp() + after)
$$;
create function pg_temp.request() returns net.http_request_queue language sql as $$
  select http_request_queue from net.http_request_queue order by id desc limit 1
$$;
create function pg_temp.answer(code integer, error text default null) returns void language sql as $$
  insert into net._http_response (id, status_code, error_msg) values ((pg_temp.alert()).http_request_id, code, error)
$$;
create function pg_temp.claim(claimed_by uuid) returns json language sql as $$
  select public.claim_dashboard_refresh_alert((pg_temp.alert()).id, (pg_temp.alert()).attempts, claimed_by)
$$;
create function pg_temp.record(code integer, failure text default null, claimed_by uuid default '11111111-1111-1111-1111-111111111111')
returns text language sql as $$
  select public.record_dashboard_refresh_alert((pg_temp.alert()).id, (pg_temp.alert()).attempts, claimed_by, code, failure) ->> 'recorded'
$$;

select pg_temp.fail() \g /dev/null
select pg_temp.deliver('0') \g /dev/null
select is(pg_temp.progress(), 'sent function 1', 'an alert is given to the Edge Function');
select is((pg_temp.request()).url, 'https://demo.supabase.co/functions/v1/refresh-dashboard/alerts/deliver', 'the request goes to the function');
select is(
  convert_from((pg_temp.request()).body, 'UTF8')::jsonb, jsonb_build_object('alert_id', (pg_temp.alert()).id, 'attempt', 1),
  'it names the alert and the attempt and nothing else'
);
select is(
  (pg_temp.request()).headers ->> 'webhook-signature',
  dashboard_refresh._sign(
    'whsec_' || encode(sha256('trigger'), 'base64'), format('deliver_%s_1', (pg_temp.alert()).id),
    ((pg_temp.request()).headers ->> 'webhook-timestamp')::bigint, convert_from((pg_temp.request()).body, 'UTF8')
  ),
  'it is signed as a trigger is'
);
select is_empty(
  $$select from net.http_request_queue as queued where queued::text || convert_from(body, 'UTF8') ~ 'hooks.chat.test|topsecret'$$,
  'the URL of the webhook is in no request'
);

select results_eq(
  $$
    select it ->> 'url', it -> 'headers' ->> 'webhook-id', (it ->> 'body')::jsonb = dashboard_refresh._alert_body(pg_temp.alert()),
      it -> 'headers' ->> 'webhook-signature' = dashboard_refresh._sign(
        'whsec_' || encode(sha256('alerts'), 'base64'), it -> 'headers' ->> 'webhook-id',
        (it -> 'headers' ->> 'webhook-timestamp')::bigint, it ->> 'body'
      )
    from pg_temp.claim('11111111-1111-1111-1111-111111111111') as it
  $$,
  $$select 'https://hooks.chat.test/services/topsecret', 'alert_' || (pg_temp.alert()).id, true, true$$,
  'the function gets the message, signed for its receiver, and where it goes'
);
select isnt(pg_temp.claim('11111111-1111-1111-1111-111111111111')::text, null, 'a claim that arrives twice is one claim');
select is(pg_temp.claim('22222222-2222-2222-2222-222222222222')::text, null, 'a second delivery gets nothing');
select is(pg_temp.record(200, null, '22222222-2222-2222-2222-222222222222'), 'false', 'nor may it say what came of the first');
select is(
  public.claim_dashboard_refresh_alert((pg_temp.alert()).id, 7, '11111111-1111-1111-1111-111111111111')::text, null,
  'an attempt that is not under way is not given out'
);
select is(pg_temp.record(503), 'true', 'the answer of the webhook is recorded');
select is(pg_temp.progress(), 'pending function 1 the webhook answered 503', 'a refusal is tried again');
select is(pg_temp.record(200), 'false', 'an attempt that is over is not recorded twice');

select pg_temp.deliver('61 seconds') \g /dev/null
select is((pg_temp.request()).headers ->> 'webhook-id', format('deliver_%s_2', (pg_temp.alert()).id), 'the second attempt is another message to the function');
select is(
  pg_temp.claim('11111111-1111-1111-1111-111111111111') -> 'headers' ->> 'webhook-id', 'alert_' || (pg_temp.alert()).id,
  'and the same to the receiver'
);
select is(pg_temp.record(null, 'timeout') || ' ' || pg_temp.progress(), 'true pending function 2 the request failed: no answer in time', 'no answer is a failure');

-- The function accepts, and dies.
select pg_temp.deliver('10 minutes') \g /dev/null
select pg_temp.answer(202) \g /dev/null
select pg_temp.deliver('10 minutes 30 seconds') \g /dev/null
select is(pg_temp.progress(), 'sent function 3 the request failed: no answer in time', 'a function that accepted gets its time');
select pg_temp.deliver('11 minutes') \g /dev/null
select is(pg_temp.progress(), 'sent database 3 the request failed: no answer in time', 'one that accepted and does nothing is done without, in the same attempt');
select is((pg_temp.request()).url, 'https://hooks.chat.test/services/topsecret', 'then the database sends to the webhook');
select is((pg_temp.request()).headers ->> 'webhook-id', 'alert_' || (pg_temp.alert()).id, 'under the same id');
select pg_temp.answer(200) \g /dev/null
select pg_temp.deliver('12 minutes') \g /dev/null
select is(pg_temp.progress(), 'delivered database 3', 'and it is delivered');

select pg_temp.fail(clock_timestamp() + interval '13 minutes') \g /dev/null
select pg_temp.deliver('13 minutes') \g /dev/null
select is(pg_temp.progress(), 'sent database 1', 'for ten minutes a function that failed is not asked again');

select pg_temp.fail(clock_timestamp() + interval '30 minutes') \g /dev/null
update dashboard_refresh.alerts set status = 'delivered', finished_at = now() where status = 'sent';
select pg_temp.deliver('30 minutes') \g /dev/null
select is(pg_temp.progress(), 'sent function 1', 'after that it is');
select pg_temp.answer(404) \g /dev/null
select pg_temp.deliver('30 minutes 1 second') \g /dev/null
select is(pg_temp.progress(), 'sent database 1', 'one that knows no such call, as an older one does, is done without at once');

select pg_temp.fail(clock_timestamp() + interval '60 minutes') \g /dev/null
update dashboard_refresh.alerts set status = 'delivered', finished_at = now() where status = 'sent';
select pg_temp.deliver('60 minutes') \g /dev/null
select pg_temp.answer(null, 'Could not connect to server') \g /dev/null
select pg_temp.deliver('60 minutes 1 second') \g /dev/null
select is(pg_temp.progress(), 'sent database 1', 'so is one that cannot be reached');

update dashboard_refresh.alerts
set via = 'function', sent_at = clock_timestamp() - interval '31 seconds'
where id = (pg_temp.alert()).id;
select is(
  pg_temp.claim('33333333-3333-3333-3333-333333333333')::text, null,
  'a function that asks late gets nothing: the database may be about to send it'
);

select * from finish();
rollback;
