-- public.dashboard_freshness, a view that one may join.
begin;
\ir ../support/fixture.psql
\ir ../support/error.psql
select plan(27);

create materialized view fixture.of_users as select 1 as one;
create materialized view fixture.of_all as select 1 as one;
select dashboard_refresh.manage(name, settings => '{"path": "database"}')
from unnest(array['fixture.of_users', 'fixture.of_all']) as name \g /dev/null
select dashboard_refresh.run(dashboard_refresh.request(view)) from dashboard_refresh.views \g /dev/null

create role reporting login;
create role stranger login;
grant reporting, stranger to current_user;
-- What the caller in a role sees, or that it may not.
create function pg_temp.seen_by(role text) returns text language plpgsql as $$
declare
  v_seen text;
begin
  perform set_config('role', role, true);
  select coalesce(string_agg(view, ' ' order by view), 'nothing') into v_seen from public.dashboard_freshness;
  reset role;
  return v_seen;
exception
  when insufficient_privilege then
    reset role;
    return 'refused';
end;
$$;

select is(pg_temp.seen_by(role), seen, format('by default %s sees %s', role, seen))
from (
  values ('anon', 'refused'), ('authenticated', 'refused'), ('stranger', 'refused'),
    ('service_role', 'fixture.of_all fixture.of_users fixture.totals')
) as roles (role, seen);

select dashboard_refresh.reconfigure('fixture.of_users', '{"freshness_readers": "authenticated"}') \g /dev/null
select is(pg_temp.seen_by('authenticated'), 'fixture.of_users', 'a view that is for signed-in users is seen by them');
select is(pg_temp.seen_by('anon'), 'refused', 'and by nobody else');
select dashboard_refresh.reconfigure('fixture.of_all', '{"freshness_readers": "anyone"}') \g /dev/null
select is(pg_temp.seen_by('anon'), 'fixture.of_all', 'one that is for anyone is seen by anyone');
select is(pg_temp.seen_by('authenticated'), 'fixture.of_all fixture.of_users', 'by those who are signed in too');
select is(pg_temp.seen_by('stranger'), 'refused', 'a role that nobody has granted anything sees nothing');
grant select on public.dashboard_freshness to reporting;
grant execute on function public.list_dashboard_freshness() to reporting;
select is(pg_temp.seen_by('reporting'), 'fixture.of_all', 'one that it was granted to sees what is for anyone');
grant authenticated to reporting;
select is(pg_temp.seen_by('reporting'), 'fixture.of_all fixture.of_users', 'and as a signed-in user what these see');

set local role authenticated;
select results_eq(
  $$select view, state, as_of is not null, staleness_seconds between 0 and 60, refreshed_at <= as_of from public.dashboard_freshness$$,
  $$values ('fixture.of_all', 'fresh', true, true, true), ('fixture.of_users', 'fresh', true, true, true)$$,
  'it says as of when, how old that is, when it was computed, and whether the promise is kept'
);
select is(
  (select count(*) from (values (1)) as sales (id) join public.dashboard_freshness on view = 'fixture.of_all'), 1::bigint,
  'it can be joined'
);
select throws_ok(
  $$insert into public.dashboard_freshness (view) values ('x')$$, null, null, 'nothing can be written into it'
);
select throws_ok($$select dashboard_refresh._known_as_of(null, null, null)$$, '42501', null, 'what it is made of stays out of reach');
reset role;
select is(
  (select count(*) from public.dashboard_freshness), 3::bigint, 'the owner of the schema sees all of them'
);

-- What is known of another relation is said of none.
alter materialized view fixture.of_all rename to old;
create materialized view fixture.of_all as select 2 as one;
select results_eq(
  $$select state, as_of, staleness_seconds, refreshed_at from public.dashboard_freshness where view = 'fixture.of_all'$$,
  $$values ('unknown', null::timestamptz, null::numeric, null::timestamptz)$$,
  'of a view that has taken the name of another nothing is known'
);

-- Taken back.
select dashboard_refresh.reconfigure('fixture.of_all', '{"freshness_readers": "authenticated"}') \g /dev/null
select is(pg_temp.seen_by('anon'), 'refused', 'where none is for anyone any more anon sees nothing');
select dashboard_refresh.unmanage('fixture.of_all') \g /dev/null
select is(pg_temp.seen_by('authenticated'), 'fixture.of_users', 'a view that is no longer managed is gone');
select dashboard_refresh.preview('fixture.of_users', '{"freshness_readers": "anyone"}') \g /dev/null
select is(pg_temp.seen_by('anon'), 'refused', 'a dry run grants nothing');
select dashboard_refresh.unmanage('fixture.of_users') \g /dev/null
select is(pg_temp.seen_by('authenticated'), 'refused', 'with the last of them the right goes too');
select is(pg_temp.seen_by('reporting'), 'nothing', 'what somebody else has granted stays');
select ok(
  not has_function_privilege(role, 'public.list_dashboard_freshness()', 'execute'), format('%s may not call what it reads by', role)
) from unnest(array['anon', 'authenticated']) as role;

select is_empty(
  $$
    select attname from pg_attribute
    where attrelid = 'public.dashboard_freshness'::regclass and attnum > 0 and col_description(attrelid, attnum) is null
  $$,
  'each of its columns has a comment'
);
select ok(
  (select reloptions @> array['security_invoker=true'] from pg_class where oid = 'public.dashboard_freshness'::regclass),
  'it has the rights of its caller, and not of its owner'
);

drop view public.dashboard_freshness;
select lives_ok(
  $$select dashboard_refresh.reconfigure('fixture.totals', '{"freshness_readers": "anyone"}')$$,
  'where somebody has dropped it settings can be changed all the same'
);

select * from finish();
rollback;
