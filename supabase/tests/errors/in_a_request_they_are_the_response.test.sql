begin;
set local search_path = public, extensions;
\ir ../support/error.psql
select plan(4 + (select count(*)::integer from dashboard_refresh._error_codes()));

-- As PostgREST does for each request.
set local request.method = 'POST';

create function pg_temp.response(code text, message text, detail text, hint text, out body json, out head json, out state text)
language sql as $$
  select error.message::json, error.detail::json, error.code
  from pg_temp.error_of(format('select dashboard_refresh._raise(%L, %L, %L, %L)', code, message, detail, hint)) as error
$$;

select is(
  (select state || ' ' || body || ' ' || head from pg_temp.response(code, 'm % "x"', 'd', 'h')),
  format(
    'PGRST {"code" : "%s", "message" : "m %% \"x\"", "details" : "d", "hint" : "h"} {"status" : %s, "headers" : {}}',
    code, status
  ),
  format('in a request, %s is a response of status %s with code, message, details and hint', code, status)
)
from dashboard_refresh._error_codes();

select is(
  (select body::jsonb from pg_temp.response('paused', 'm', null, null)),
  '{"code": "paused", "message": "m", "details": null, "hint": null}',
  'detail and hint that are left out are null'
);
select is(
  (select body ->> 'message' from pg_temp.response('paused', e'line one\nñ € 😀 \\ ''', null, null)),
  e'line one\nñ € 😀 \\ ''', 'a message may hold line breaks, quotes and any character'
);

set local request.method = 'GET';
select is((select state from pg_temp.response('paused', 'm', null, null)), 'PGRST', 'the method does not matter');
reset request.method;
select throws_ok($$select dashboard_refresh._raise('paused', 'm')$$, 'DR006', 'm', 'after the request it is SQL again');

select * from finish();
rollback;
