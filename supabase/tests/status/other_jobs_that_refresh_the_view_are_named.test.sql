begin;
\ir ../support/fixture.psql
select plan(42);

create materialized view fixture.others as select 1 as one;
create materialized view fixture."Odd ñ" as select 1 as one;
create unique index on fixture."Odd ñ" (one);
create schema fixture_two;
create function pg_temp.other_job(view text) returns json language sql as $$
  select problem
  from json_array_elements(dashboard_refresh.status(view) -> 'problems') as problems (problem)
  where problem ->> 'code' = 'other_job'
$$;

create procedure fixture.refresh_all() language plpgsql as $$
begin
  refresh materialized view fixture.others;
  refresh materialized view concurrently fixture.totals;
end $$;
create function fixture."Nightly"() returns void language plpgsql as $$ begin call fixture.refresh_all(); end $$;
create function fixture.dynamic() returns void language plpgsql as $$
declare v text;
begin
  foreach v in array array['fixture.totals', 'fixture.others'] loop execute 'refresh materialized view ' || v; end loop;
end $$;
create function fixture.every_one() returns void language plpgsql as $$
declare v record;
begin
  for v in select * from pg_matviews loop execute format('refresh materialized view %I.%I', v.schemaname, v.matviewname); end loop;
end $$;
create function fixture.harmless() returns void language plpgsql as $$
begin
  -- refresh materialized view fixture.totals;
  /* refresh materialized view fixture.totals; */
  perform 1;
end $$;
create function fixture_two.refresh_all() returns void language sql as 'select 1';

create function pg_temp.found(view text, command text) returns text language plpgsql as $$
declare
  v_found text;
begin
  begin
    perform cron.schedule('by-hand', '0 3 * * *', command);
    v_found := pg_temp.other_job(view) ->> 'message';
    raise exception using errcode = 'TR000';
  exception
    when sqlstate 'TR000' then
      return v_found;
  end;
end;
$$;

select ok(pg_temp.found('fixture.totals', command) is not null, 'seen: ' || command)
from unnest(array[
  'refresh materialized view fixture.totals',
  'REFRESH MATERIALIZED VIEW CONCURRENTLY totals;',
  'refresh materialized view "fixture"."totals" with data',
  'refresh materialized view FIXTURE.TOTALS',
  E'set statement_timeout = 0;\n  refresh\n  materialized view\n  fixture . totals;',
  'refresh materialized view fixture.others; refresh materialized view fixture.totals; analyze fixture.totals',
  'do $x$ begin refresh materialized view fixture.totals; end $x$',
  'do $x$ begin execute ''refresh materialized view '' || ''fixture.totals''; end $x$',
  'call fixture.refresh_all()',
  'CALL Fixture.Refresh_All ( );',
  'select 1; call refresh_all()',
  'select fixture."Nightly"()',
  'select fixture.dynamic()',
  'select fixture.every_one()'
]) as commands (command);
select is(pg_temp.found('fixture.totals', command), null, 'not this view: ' || command)
from unnest(array[
  'refresh materialized view fixture.others',
  'refresh materialized view fixture_two.totals',
  'refresh materialized view fixture.totals_by_day',
  'refresh materialized view "Totals"',
  'select count(*) from fixture.totals',
  'select fixture.harmless()',
  'select fixture_two.refresh_all()',
  '-- refresh materialized view fixture.totals
   select 1',
  'select dashboard_refresh.tick(''fixture.totals'')',
  'vacuum fixture.totals'
]) as commands (command);
select dashboard_refresh.manage('fixture."Odd ñ"', settings => '{"path": "database"}') \g /dev/null
select ok(
  pg_temp.found('fixture."Odd ñ"', 'refresh materialized view concurrently fixture."Odd ñ"') is not null,
  'a name in quotes is seen'
);
select is(
  pg_temp.found('fixture."Odd ñ"', 'refresh materialized view fixture.totals'), null, 'and is not taken for another'
);
select dashboard_refresh.unmanage('fixture."Odd ñ"') \g /dev/null

-- A job that is paused does nothing, and one in another database refreshes another view of that name.
select cron.schedule('by-hand', '0 3 * * *', 'refresh materialized view fixture.totals') as by_hand \gset
select cron.alter_job(:by_hand, active => false) \g /dev/null
select is(pg_temp.other_job('fixture.totals')::text, null, 'a paused job is no problem');
select cron.alter_job(:by_hand, active => true, database => 'template1') \g /dev/null
select is(pg_temp.other_job('fixture.totals')::text, null, 'nor is one in another database');
select cron.unschedule(:by_hand) \g /dev/null

-- Each hint mends it.
create procedure pg_temp.follow_hint() language plpgsql as $$
begin
  execute pg_temp.other_job('fixture.totals') ->> 'hint';
end $$;
select cron.schedule_in_database(
  'elsewhere', '0 3 * * *', 'refresh materialized view concurrently fixture.totals', current_database()
) as elsewhere \gset
select is(
  pg_temp.other_job('fixture.totals') ->> 'message',
  'Other cron jobs refresh the view too: elsewhere. Their refreshes are neither counted nor kept apart from runs.',
  'a job of schedule_in_database is named'
);
select is(
  pg_temp.other_job('fixture.totals') ->> 'hint', format('select cron.unschedule(%s);', :elsewhere),
  'the hint is the statement that removes it'
);
call pg_temp.follow_hint();
select is(pg_temp.other_job('fixture.totals')::text, null, 'which mends it');

select cron.schedule(
  'list', '0 3 * * *', 'refresh materialized view fixture.others; refresh materialized view fixture.totals; analyze fixture.others'
) as list \gset
select cron.schedule('second', '0 4 * * *', 'refresh materialized view fixture.totals;') \g /dev/null
select is(
  pg_temp.other_job('fixture.totals') ->> 'message',
  'Other cron jobs refresh the view too: list, second. Their refreshes are neither counted nor kept apart from runs.',
  'several are named'
);
call pg_temp.follow_hint();
select is(pg_temp.other_job('fixture.totals')::text, null, 'the statements of the hint mend them all');
select results_eq(
  $$select command from cron.job where jobname in ('list', 'second')$$,
  $$values ('refresh materialized view fixture.others;  analyze fixture.others;')$$,
  'a job that does more goes on doing that'
);
select cron.unschedule(:list) \g /dev/null

select cron.schedule('by-function', '0 3 * * *', 'select fixture."Nightly"()') as by_function \gset
select matches(
  pg_temp.other_job('fixture.totals') ->> 'message', 'by-function \(by fixture\."Nightly"\(\)\)', 'the function is named'
);
select is(
  pg_temp.other_job('fixture.totals') ->> 'hint', 'Take the refresh of fixture.totals out of fixture."Nightly"().',
  'the hint says where to look'
);
create or replace procedure fixture.refresh_all() language plpgsql as $$
begin
  refresh materialized view fixture.others;
end $$;
select is(pg_temp.other_job('fixture.totals')::text, null, 'which mends it');
select cron.unschedule(:by_function) \g /dev/null

-- A job of another role.
create role stranger;
grant stranger to current_user;
grant usage on schema cron to stranger;
grant execute on all functions in schema cron to stranger;
set local role stranger;
select cron.schedule('strange', '0 3 * * *', 'refresh materialized view fixture.totals') as strange \gset
reset role;
select is(
  (select username from cron.job where jobid = :strange), 'stranger', 'another role has a job'
);
select is(
  pg_temp.other_job('fixture.totals') ->> 'hint',
  format('Have stranger take it out of the job strange: select cron.unschedule(%s);', :strange),
  'where it can be seen its owner is named'
);
set local role stranger;
select cron.unschedule(:strange) as unscheduled \gset
reset role;
select is(pg_temp.other_job('fixture.totals')::text, null, 'the statement mends it, as that role');
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'the view itself is refreshed as ever');
select is((dashboard_refresh.status() -> 'problems')::jsonb, '[]', 'and has no problem');

select * from finish();
rollback;
