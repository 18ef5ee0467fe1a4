-- A role that may create in public, as every role could before PostgreSQL 15, makes better matches for all that a careless
-- definer would call without saying where from. Each would betray itself by running as another than its maker.
begin;
\ir ../support/fixture.psql
select plan(8);

create role builder login;
grant builder to current_user;
grant create on schema public to builder;
create schema postgres;
grant create, usage on schema postgres to builder;

set local role builder;
create function public.gain() returns void language plpgsql as $$
begin
  if current_user <> 'builder'::pg_catalog.name then
    perform set_config('fixture.gained', pg_catalog.concat(current_user, ': ', pg_catalog.current_query()), false);
  end if;
end;
$$;

-- Functions of the names ours use, for argument types that they are called with and pg_catalog has no exact match for.
do $do$
declare
  body constant text := 'language plpgsql as $f$ begin perform public.gain(); return null; end $f$';
  place text;
begin
  foreach place in array array['public', 'postgres'] loop
    execute pg_catalog.format('create function %I.format(text, text) returns text %s', place, body);
    execute pg_catalog.format('create function %I.format(text, text, text) returns text %s', place, body);
    execute pg_catalog.format('create function %I.format(text, integer) returns text %s', place, body);
    execute pg_catalog.format('create function %I.concat(text, text) returns text %s', place, body);
    execute pg_catalog.format('create function %I.concat_ws(text, text, text) returns text %s', place, body);
    execute pg_catalog.format('create function %I.jsonb_build_object(text, text) returns jsonb %s', place, body);
    execute pg_catalog.format('create function %I.json_build_object(text, text) returns json %s', place, body);
    execute pg_catalog.format('create function %I.md5(text) returns text %s', place, body);
    execute pg_catalog.format('create function %I.gen_random_uuid() returns uuid %s', place, body);
    execute pg_catalog.format('create function %I.clock_timestamp() returns timestamptz %s', place, body);
    execute pg_catalog.format('create function %I.hashtext(text) returns integer %s', place, body);
    execute pg_catalog.format('create function %I.round(double precision, integer) returns numeric %s', place, body);
    execute pg_catalog.format('create function %I.pg_get_viewdef(oid) returns text %s', place, body);
    execute pg_catalog.format('create function %I.hmac(bytea, bytea, text) returns bytea %s', place, body);
    execute pg_catalog.format('create function %I.http_post(text, jsonb, jsonb, jsonb, integer) returns bigint %s', place, body);
    execute pg_catalog.format('create function %I.unschedule(bigint) returns boolean %s', place, body);
  end loop;
end;
$do$;

-- Operators between types for which pg_catalog has none.
create function public.is_equal(text, uuid) returns boolean language plpgsql as $$ begin perform public.gain(); return true; end $$;
create function public.is_equal(numeric, integer) returns boolean language plpgsql as $$ begin perform public.gain(); return true; end $$;
create function public.is_equal(name, text) returns boolean language plpgsql as $$ begin perform public.gain(); return true; end $$;
create function public.glue(text, timestamptz) returns text language plpgsql as $$ begin perform public.gain(); return ''; end $$;
create function public.glue(text, numeric) returns text language plpgsql as $$ begin perform public.gain(); return ''; end $$;
create operator public.= (leftarg = text, rightarg = uuid, function = public.is_equal);
create operator public.= (leftarg = numeric, rightarg = integer, function = public.is_equal);
create operator public.= (leftarg = name, rightarg = text, function = public.is_equal);
create operator public.|| (leftarg = text, rightarg = timestamptz, function = public.glue);
create operator public.|| (leftarg = text, rightarg = numeric, function = public.glue);

-- Relations and types of the names ours have; a domain whose check tells.
create function public.gain_of(pg_catalog.text) returns boolean language plpgsql as $$ begin perform public.gain(); return true; end $$;
create domain public.timestamptz as pg_catalog.text check (public.gain_of(value));
create domain public.relation_facts as pg_catalog.text check (public.gain_of(value));
create domain public.endpoint as pg_catalog.text check (public.gain_of(value));
create domain public.problem as pg_catalog.text check (public.gain_of(value));
create table public.views (id integer, view text);
create table public.view_state (view_id integer);
create table public.held_locks (kind text, key integer, pid integer);
create table public.runs (id uuid);
create table public.decrypted_secrets (name text, decrypted_secret text);
create table public._http_response (id bigint);
create table public.job (jobid bigint);
-- A type of his own may be cast as he likes, and to what he likes.
create type public.mood as enum ('fine');
create function public.text_of(public.mood) returns text language plpgsql as $$ begin perform public.gain(); return 'x'; end $$;
create cast (public.mood as text) with function public.text_of(public.mood) as implicit;
reset role;

-- Runs something as a session of pg_cron would, which has these schemas in its search_path. pgTAP itself would be fooled.
create function pg_temp.beside(query pg_catalog.text) returns pg_catalog.text language plpgsql
set search_path = postgres, public, extensions
as $$
declare
  result pg_catalog.text;
begin
  execute query into result;
  return result;
end;
$$;
set local search_path = extensions;

select lives_ok(
  $$
    select pg_temp.beside('select dashboard_refresh.manage(''fixture.totals'', schedule => ''*/7 * * * *'', settings => ''{"path": "database", "max_duty_cycle": 1}'')')
  $$,
  'manage works beside objects of the names it uses'
);
select is(pg_temp.beside('select dashboard_refresh.tick(''fixture.totals'')'), 'succeeded', 'a tick that refreshes works beside them');
select dashboard_refresh.reconfigure('fixture.totals', settings => '{"path": "edge", "skip_unchanged": false}') \g /dev/null
select is(pg_temp.beside('select dashboard_refresh.tick(''fixture.totals'')'), 'requested', 'a tick that sends a request works beside them');
select lives_ok(
  $$
    select pg_temp.beside('select dashboard_refresh.status(''fixture.totals'')');
    select pg_temp.beside('select dashboard_refresh.drift(''fixture.totals'', by => ''seller'')');
    select pg_temp.beside('select dashboard_refresh.run(dashboard_refresh.request(''fixture.totals''))');
    select pg_temp.beside('select dashboard_refresh.is_fresh()');
    select pg_temp.beside('select pg_temp.watchdog(clock_timestamp() + ''5 minutes''::interval)');
    select pg_temp.beside('select dashboard_refresh._delete_expired(clock_timestamp())');
  $$,
  'what is called by hand and by the watchdog works beside them'
);

set local role service_role;
select lives_ok(
  $$
    select pg_temp.beside('select public.read_dashboard_refresh_status(''fixture.totals'')');
    select pg_temp.beside('select public.list_dashboard_refresh_runs(''fixture.totals'')');
    select pg_temp.beside('select public.read_dashboard_refresh_drift(''fixture.totals'', ''seller'')');
    select pg_temp.beside('select public.read_dashboard_refresh_health()');
    select pg_temp.beside('select public.dashboard_freshness(''fixture.totals'')');
    select pg_temp.beside('select public.reconfigure_dashboard_refresh(''fixture.totals'', settings => ''{"max_staleness": "15 minutes"}'')');
    select pg_temp.beside('select public.run_dashboard_refresh((public.request_dashboard_refresh(''fixture.totals'') ->> ''id'')::uuid)');
  $$,
  'the wrappers work beside them'
);
reset role;
select is(current_setting('fixture.gained', true), null, 'none of the objects ran as anybody but their maker');

-- The trap is set.
select is(public.text_of('fine'), 'x', 'the trap is set: another role can call one of them');
select isnt(current_setting('fixture.gained', true), null, 'one that another role calls betrays itself');

select * from finish();
rollback;
