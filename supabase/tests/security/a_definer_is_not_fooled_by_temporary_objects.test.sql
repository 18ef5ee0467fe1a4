begin;
\ir ../support/fixture.psql
select plan(3);

set local role service_role;

-- All that a role without rights can make and a careless definer would use in its place.
create function pg_temp.gain(value pg_catalog.text) returns boolean language plpgsql as $$
begin
  if current_user <> 'service_role' then
    perform set_config('fixture.gained', current_user, false);
  end if;
  return true;
end;
$$;
create domain pg_temp.text as pg_catalog.text check (pg_temp.gain(value::pg_catalog.text));
create domain pg_temp.uuid as pg_catalog.uuid check (pg_temp.gain(value::pg_catalog.text));
create domain pg_temp.json as pg_catalog.json check (pg_temp.gain(value::pg_catalog.text));
create domain pg_temp.jsonb as pg_catalog.jsonb check (pg_temp.gain(value::pg_catalog.text));
create domain pg_temp.int4 as pg_catalog.int4 check (pg_temp.gain(value::pg_catalog.text));
create temporary table views (view pg_catalog.text);
create temporary table runs (id pg_catalog.uuid);
create temporary table pg_class (relname pg_catalog.name);

select lives_ok(
  $$
    select public.read_dashboard_refresh_status('fixture.totals'::pg_catalog.text);
    select public.list_dashboard_refresh_runs('fixture.totals'::pg_catalog.text);
    select public.reconfigure_dashboard_refresh('fixture.totals'::pg_catalog.text, settings => '{"max_staleness": "15 minutes"}');
    select public.run_dashboard_refresh((public.request_dashboard_refresh('fixture.totals'::pg_catalog.text) ->> 'id')::pg_catalog.uuid);
  $$,
  'the wrappers work beside temporary objects of the names they use'
);
select is(current_setting('fixture.gained', true), null, 'the wrappers run no temporary object with their own rights');

-- The same check, called by its maker's own doing, would be noticed: the trap is set.
reset role;
do $$ begin perform pg_temp.gain('x'); end $$;
select isnt(
  current_setting('fixture.gained', true), null,
  'the trap is set: called by another role, the check betrays itself'
);

select * from finish();
rollback;
