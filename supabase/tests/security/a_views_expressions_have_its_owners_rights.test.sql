-- The owner of a view may be a role that is worth less than the owner of the jobs. Whatever his functions try when they
-- are called by a refresh, a look at the drift, the doctor or a look at the status, they have his rights and no more.
begin;
\ir ../support/fixture.psql
select plan(17);

create role seller login;
grant seller to current_user;
grant create, usage on schema fixture to seller;
grant select on fixture.sales to seller;

create table fixture.secrets (value text);
insert into fixture.secrets values ('for the owner of the jobs alone');
create table fixture.seen (who text, what text);
grant insert, select on fixture.seen to seller;

set local role seller;
-- Tries it all, and writes down who it was and what it got.
create function fixture.grab(amount integer) returns integer language plpgsql volatile as $$
declare
  attempts constant text[] := array[
    'set role postgres',
    'set session authorization postgres',
    $try$select set_config('role', 'postgres', false)$try$,
    'select value from fixture.secrets',
    'update dashboard_refresh.views set failure_limit = 1',
    'select dashboard_refresh.tick(''fixture.by_seller'')',
    'select cron.schedule(''mine'', ''* * * * *'', ''select 1'')',
    'select decrypted_secret from vault.decrypted_secrets',
    'create temporary table left_behind ()',
    'grant postgres to seller'
  ];
  attempt text;
begin
  insert into fixture.seen values (current_user, 'called');
  foreach attempt in array attempts loop
    begin
      execute attempt;
      insert into fixture.seen values (current_user, attempt);
    exception
      when others then null;
    end;
  end loop;
  perform set_config('search_path', 'fixture', false);
  perform set_config('fixture.left_behind', 'yes', false);
  return amount;
end;
$$;
create materialized view fixture.by_seller as
  select sales.seller, sales.amount, fixture.grab(sales.amount) as grabbed from fixture.sales;
create unique index by_seller_idx on fixture.by_seller (seller, amount);
reset role;
reset search_path;
set local search_path = public, extensions;
select set_config('fixture.left_behind', '', false) \g /dev/null
truncate fixture.seen;

select lives_ok(
  $$select dashboard_refresh.manage('fixture.by_seller', settings => '{"path": "database", "max_duty_cycle": 1}')$$,
  'a view of another owner can be managed'
);
select is_empty('table fixture.seen', 'managing a view runs none of its expressions');

-- Where the roles allow it (postgres is a member of seller) the refresh works, and has the rights of the owner.
create temporary table outcome as
select dashboard_refresh.run(dashboard_refresh.request('fixture.by_seller')) ->> 'status' as status;
select is((select status from outcome), 'succeeded', 'a view of another owner can be refreshed');
select set_eq(
  $$select who, what from fixture.seen$$, $$values ('seller', 'called')$$,
  'a refresh runs the expressions as the owner of the view, who gets nothing'
);
select is(current_user::text, session_user::text, 'after the refresh the session is still whose it was');
select is(current_setting('search_path'), 'public, extensions', 'after the refresh the search_path is what it was');
select is(current_setting('fixture.left_behind'), '', 'the refresh leaves no setting behind');
select is_empty($$select from cron.job where jobname = 'mine'$$, 'the refresh leaves no job behind');
truncate fixture.seen;

select is(dashboard_refresh.tick('fixture.by_seller'), 'succeeded', 'a tick refreshes a view of another owner');
select set_eq(
  $$select who, what from fixture.seen$$, $$values ('seller', 'called')$$,
  'a tick runs the expressions as the owner of the view, who gets nothing'
);
truncate fixture.seen;

select throws_ok(
  $$select dashboard_refresh.drift('fixture.by_seller')$$, 'DR010', null,
  'the drift is refused, since the definition would run with other rights than its owner''s'
);
set local role service_role;
set local request.method = 'POST';
select throws_ok(
  $$select public.read_dashboard_refresh_drift('fixture.by_seller')$$, 'PGRST', null,
  'the drift is refused through the API too'
);
reset request.method;
reset role;
-- Not undone with what the doctor has tried.
create sequence fixture.calls;
grant usage on sequence fixture.calls to seller;
set local role seller;
create function fixture.count_call() returns bigint language sql volatile as 'select nextval(''fixture.calls'')';
create materialized view fixture.counted as select 1 as one, fixture.count_call() as call with no data;
reset role;
select dashboard_refresh.manage('fixture.counted') \g /dev/null
select results_eq(
  $$select distinct listed.item ->> 'status', listed.item ->> 'finding'
    from json_array_elements(dashboard_refresh.doctor('view_search_path', deep => true) -> 'checks') as listed (item)
    where listed.item ->> 'view' in ('fixture.by_seller', 'fixture.counted')$$,
  format($$values ('skipped', 'It belongs to seller, and what it calls is not run with the rights of %s.')$$, current_user),
  'the doctor tries no refresh with other rights than the owner''s'
);
select is((select is_called from fixture.calls), false, 'and has called nothing of his');
select lives_ok(
  $$
    select dashboard_refresh.status('fixture.by_seller');
    select dashboard_refresh.history('fixture.by_seller');
    select dashboard_refresh.reconfigure('fixture.by_seller', settings => '{"failure_limit": 3}');
    select public.dashboard_freshness('fixture.by_seller');
    select dashboard_refresh.is_fresh();
  $$,
  'everything else may be asked'
);
select is_empty('table fixture.seen', 'asking for anything else runs none of the view''s expressions');

-- The trap is set: whoever calls the function himself runs it.
select fixture.grab(1) \g /dev/null
reset role;
set local search_path = public, extensions;
select isnt_empty(
  $$select from fixture.seen where what <> 'called'$$,
  'the trap is set: called by the owner of the jobs, the function gains a lot'
);

select * from finish();
rollback;
