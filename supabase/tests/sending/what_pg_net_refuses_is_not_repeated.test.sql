-- pg_net raises inside its caller, with the URL in the text. A URL in Vault that passes our judgement and not pg_net's is
-- played by a judgement that lets everything pass.
begin;
\ir ../support/fixture.psql
select plan(11);

create or replace function dashboard_refresh._url_problem(url text)
returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$ begin return null; end $$;
delete from vault.secrets where name in ('project_url', 'refresh_dashboard_alert_url');
select vault.create_secret('https://a.supabase.co:99999/topsecret', 'project_url') \g /dev/null
select vault.create_secret('https://hooks.chat.test:99999/topsecret', 'refresh_dashboard_alert_url') \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"path": "edge", "skip_unchanged": false, "max_duty_cycle": 1}') \g /dev/null

select throws_like(
  $$select net.http_post('https://a.supabase.co:99999/topsecret')$$, '%topsecret%', 'the trap is set: pg_net quotes the URL'
);
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'a tick whose request is refused refreshes in the database');
select results_eq(
  $$select path, status, http_request_id, error_message from dashboard_refresh.runs$$,
  $$values ('database', 'succeeded', null::bigint, null::text)$$, 'the ledger says so'
);

-- A cascade is left to the watchdog.
create materialized view fixture.sellers as select seller from fixture.totals;
create unique index on fixture.sellers (seller);
select dashboard_refresh.manage('fixture.sellers', settings => '{"path": "edge", "max_duty_cycle": 1}') \g /dev/null
select dashboard_refresh.run(dashboard_refresh.request('fixture.sellers')) \g /dev/null
insert into fixture.sales values ('eva', 1);
select dashboard_refresh.run(dashboard_refresh.request('fixture.totals')) \g /dev/null
select results_eq(
  $$select runs.path, status from dashboard_refresh.runs where trigger = 'cascade'$$, $$values ('database', 'queued')$$,
  'a cascade whose request is refused waits for the watchdog'
);

select dashboard_refresh._open_alert(views, 'failing', clock_timestamp())
from dashboard_refresh.views where view = 'fixture.totals' \g /dev/null
select dashboard_refresh._deliver_alerts(clock_timestamp()) \g /dev/null
select results_eq(
  $$select status, attempts, error_message from dashboard_refresh.alerts$$,
  $$values ('pending', 1, 'pg_net did not take the request (SQLSTATE XX000)')$$, 'an alert that is refused is tried again'
);
select unalike(
  (select string_agg(alerts::text, ' ') from dashboard_refresh.alerts) || (select string_agg(runs::text, ' ') from dashboard_refresh.runs)
    || dashboard_refresh.status('fixture.totals'),
  '%topsecret%', 'neither ledger nor alerts nor status quotes the URL'
);

-- Any login role can write pg_net's answers, and pg_cron's log has what libpq says.
select dashboard_refresh.request('fixture.totals', 'cron') as run_id \gset
update dashboard_refresh.runs
set path = 'edge', http_request_id = -7, requested_at = clock_timestamp() - interval '10 minutes'
where id = :'run_id';
insert into net._http_response (id, created, error_msg)
values (-7, clock_timestamp() - interval '10 minutes', e'URL rejected: https://hooks.chat.test/topsecret\nCONTEXT:  SQL statement "select topsecret"');
select dashboard_refresh._mark_overdue_lost(views, dashboard_refresh._state_of(views), clock_timestamp() + interval '2 minutes')
from dashboard_refresh.views where view = 'fixture.totals' \g /dev/null
select is(
  (select error_message from dashboard_refresh.runs where id = :'run_id'),
  'the Edge Function did not run it in time: the request failed: URL rejected: [URL]',
  'what pg_net says of a request is kept without URL and context'
);

insert into cron.job_run_details (jobid, runid, command, status, return_message, start_time, end_time)
values (
  1, 900000001, 'select dashboard_refresh.tick(''fixture.totals'')', 'failed',
  e'ERROR:  could not post to https://hooks.chat.test/topsecret\nDETAIL:  webhook-signature: v1,topsecret\n'
    'CONTEXT:  PL/pgSQL function x() line 1 at RAISE\nSQL statement "select topsecret"',
  now() - interval '1 hour', now() - interval '1 hour'
);
update dashboard_refresh.views set managed_at = now() - interval '2 hours';
select dashboard_refresh._record_failed_ticks(clock_timestamp()) \g /dev/null
select is(
  (select error_message from dashboard_refresh.runs where cron_run_id = 900000001),
  'the tick failed: ERROR:  could not post to [URL]', 'what pg_cron says of a tick is kept without URL, headers and context'
);

-- A view may call what fails with a URL.
create function fixture.fetch() returns integer language plpgsql as $$
begin
  raise exception 'status 401 for url (https://api.shop.test/v1?key=topsecret)' using hint = 'apikey: topsecret';
end;
$$;
create materialized view fixture.fetched as select fixture.fetch() as one with no data;
select dashboard_refresh.manage('fixture.fetched') \g /dev/null
select dashboard_refresh.run(dashboard_refresh.request('fixture.fetched')) as run \gset
select alike(:'run'::json -> 'error' ->> 'message', 'status 401 for url ([URL]%', 'what a refresh raises is kept without URL');
select unalike(:'run'::text, '%topsecret%', 'nor does its hint quote a header');

select is(
  array(
    select dashboard_refresh._safe_message(text)
    from (
      values
        (1, 'deadlock detected'), (2, e'first\nsecond line of it'), (3, e'FEHLER:  kaputt\nKONTEXT:  SQL-Anweisung'),
        (4, e'\nCONTEXT:  all'), (5, 'Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.x'), (6, 'key sb_secret_0123456789abcdef is bad'),
        (7, 'postgres://a:b@db/x is down'), (8, null), (9, e'syntax error\nLINE 1: select topsecret')
    ) as texts (position, text)
    order by position
  ),
  array[
    'deadlock detected', e'first\nsecond line of it', 'FEHLER:  kaputt', null, 'Authorization: [header]', 'key [secret] is bad',
    '[URL] is down', null, 'syntax error'
  ],
  'texts of others are kept without context, headers, secrets and URLs, and otherwise as they are'
);

select * from finish();
rollback;
