begin;
\ir ../support/fixture.psql
select plan(11);

create function pg_temp.api_error(statement text) returns text language plpgsql as $$
declare
  v_message text;
  v_detail text;
begin
  -- As PostgREST does for each request.
  perform set_config('request.method', 'POST', true);
  execute statement;
  return 'no error';
exception
  when sqlstate 'PGRST' then
    get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail;
    return (v_detail::jsonb ->> 'status') || ' ' || (v_message::jsonb ->> 'code')
      || case when v_message::jsonb ->> 'message' is null then ' without a message' else '' end
      || case when v_message::jsonb ->> 'hint' is null then ' without a hint' else '' end;
end;
$$;

set local role service_role;

select is(pg_temp.api_error(statement), expected, statement)
from (
  values
    ($$select public.read_dashboard_refresh_status('nope')$$, '404 unknown_view'),
    ($$select public.read_dashboard_refresh_status(runs => -1)$$, '400 invalid_argument'),
    ($$select public.run_dashboard_refresh('00000000-0000-0000-0000-000000000000')$$, '404 unknown_run'),
    ($$select public.read_dashboard_refresh_run('00000000-0000-0000-0000-000000000000')$$, '404 unknown_run'),
    ($$select public.reconfigure_dashboard_refresh(settings => '{"path": "moon"}')$$, '422 invalid_setting'),
    ($$select public.reconfigure_dashboard_refresh(settings => '{"max_staleness": "soon"}')$$, '422 invalid_setting'),
    ($$select public.reconfigure_dashboard_refresh()$$, '400 invalid_argument'),
    ($$select public.read_dashboard_refresh_settings('nope')$$, '404 unknown_view'),
    (
      $$select public.reconfigure_dashboard_refresh(settings => '{"active": true}', expected_revision => 7)$$,
      '412 precondition_failed'
    ),
    ($$select public.list_dashboard_refresh_runs(max_runs => 1000)$$, '400 invalid_argument')
) as cases (statement, expected);

reset role;
select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
set local role service_role;
select is(
  pg_temp.api_error($$select public.request_dashboard_refresh()$$), '409 paused',
  'a request for a paused view is answered with 409 paused'
);
reset role;

select * from finish();
rollback;
