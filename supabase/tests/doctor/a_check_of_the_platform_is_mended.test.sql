begin;
\ir ../support/fixture.psql
\ir ../support/doctor.psql
select plan(79);

select pg_temp.mends(
  'read_only', 'alter role current_user set default_transaction_read_only = on', 'error', 'read-only'
);
select pg_temp.mends(
  'adopted', 'update dashboard_refresh.installation set system_identifier = 1', 'warning', 'counts as a copy'
);

-- What the release made.
select pg_temp.mends(
  'schema_drift',
  $$create or replace function dashboard_refresh._retention() returns interval language sql immutable
    set search_path = pg_catalog, pg_temp as 'select interval ''1 day'''$$,
  'error', 'function dashboard_refresh\._retention\(\) is altered'
);
select pg_temp.mends(
  'schema_drift', 'drop function dashboard_refresh._waiting_limit()', 'error', '_waiting_limit\(\) is missing'
);
select pg_temp.mends(
  'schema_drift', 'drop index dashboard_refresh.runs_finished_at_idx', 'error', 'runs_finished_at_idx is missing'
);
select pg_temp.mends(
  'schema_drift', 'alter table dashboard_refresh.runs drop constraint runs_path_check', 'error', 'runs_path_check on'
);
select pg_temp.mends(
  'schema_drift', 'alter table dashboard_refresh.runs disable row level security', 'error', 'table dashboard_refresh\.runs is altered'
);
select pg_temp.mends(
  'schema_drift', 'drop function public.read_dashboard_refresh_version()', 'error', 'public\.read_dashboard_refresh_version\(\) is missing|read_dashboard_refresh_version\(\) is missing'
);
select pg_temp.mends(
  'schema_drift', 'alter table dashboard_refresh.runs rename column requested_by to asked_by', 'error',
  'column dashboard_refresh\.runs\.requested_by is missing',
  'alter table dashboard_refresh.runs rename column asked_by to requested_by'
);
select pg_temp.mends(
  'schema_extra', 'create function dashboard_refresh.mine() returns integer language sql as ''select 1''', 'warning', 'mine\(\)'
);
select pg_temp.mends(
  'schema_extra', 'create table dashboard_refresh.notes (id integer primary key)', 'warning', 'table that the release did not make: dashboard_refresh\.notes'
);

-- Who reaches what.
select pg_temp.mends(
  'schema_privileges', 'grant usage on schema dashboard_refresh to anon', 'error', 'to anon, on 1 object such as schema'
);
select pg_temp.mends(
  'schema_privileges', 'grant select on dashboard_refresh.runs to authenticated; grant execute on function public.read_dashboard_refresh_status(text, integer) to public',
  'error', 'authenticated, public, on 2 objects'
);
select pg_temp.mends(
  'wrapper_privileges', 'revoke execute on function public.read_dashboard_refresh_health() from service_role', 'error',
  'may not call 1 of the wrappers'
);

-- pg_net and Vault.
select pg_temp.mends(
  'net_backlog',
  $$insert into net.http_request_queue (method, url, headers, timeout_milliseconds)
    select 'POST', 'http://127.0.0.1:1', '{}', 5000 from generate_series(1, 600)$$,
  'warning', '600 requests wait',
  -- The repair, and that the worker then sends them.
  'select net.worker_restart(); delete from net.http_request_queue where url = ''http://127.0.0.1:1'''
);
select pg_temp.mends(
  'net_log', $$insert into net._http_response (id, created) values (-1, now() - interval '10 days')$$, 'warning', 'keeps answers since'
);
select pg_temp.mends(
  'vault_project_url', $$delete from vault.secrets where name = 'project_url'$$, 'warning', 'no project_url',
  $$select vault.create_secret('https://abcdefghijklmnopqrst.supabase.co', 'project_url')$$
);
select pg_temp.mends(
  'vault_project_url', $$select vault.update_secret((select id from vault.secrets where name = 'project_url'), 'ftp://here')$$,
  'error', 'cannot be called',
  $$select vault.update_secret((select id from vault.secrets where name = 'project_url'), 'https://abcdefghijklmnopqrst.supabase.co');$$
);
select pg_temp.mends(
  'vault_trigger_secret', $$delete from vault.secrets where name = 'refresh_dashboard_trigger_secret'$$, 'warning', 'no refresh_dashboard_trigger_secret',
  -- As the command does.
  $$select vault.create_secret('whsec_' || encode(sha256('new'), 'base64'), 'refresh_dashboard_trigger_secret')$$
);

-- What is moved out of the schema is offered to nobody.
create function dashboard_refresh.mine() returns integer language sql as 'select 1';
do $$ begin execute pg_temp.row_of('schema_extra') #>> '{repair,text}'; end $$;
select is(
  has_function_privilege('anon', 'public.mine()', 'execute'), false, 'what the repair moves into public is not open to anon'
);

-- A repair gives nobody anything, on a project whose default privileges are those of before November 2026.
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
drop function public.cancel_dashboard_refresh(uuid, text, text);
drop function dashboard_refresh._waiting_limit();
select dashboard_refresh._restore_objects() \g /dev/null
select set_eq(
  $$select roles.name from unnest(array['anon', 'authenticated', 'service_role']) as roles (name)
    where has_function_privilege(roles.name, 'public.cancel_dashboard_refresh(uuid, text, text)', 'execute')$$,
  array['service_role'],
  'a wrapper that is made again is for service_role alone'
);
select is_empty('select * from dashboard_refresh._open_rights()', 'and nothing else is open either');

select * from finish();
rollback;
