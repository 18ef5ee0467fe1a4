begin;
\ir ../support/fixture.psql
select plan(10);

create materialized view fixture.others as select 1 as one;
create function fixture.refresh_all() returns void language plpgsql as $$
begin
  refresh materialized view fixture.others;
  refresh materialized view fixture.totals;
end $$;
create function pg_temp.jobs(view text) returns table (
  name text, does_only_this boolean, would_be_taken_over boolean, active boolean, statement text
) language sql as $$
  select job ->> 'name', (job ->> 'does_only_this')::boolean, (job ->> 'would_be_taken_over')::boolean,
    (job ->> 'active')::boolean, job ->> 'statement'
  from json_array_elements(dashboard_refresh.examine(view) -> 'jobs') as jobs (job)
$$;

select is_empty($$select * from pg_temp.jobs('fixture.others')$$, 'none are there');

select cron.schedule('listed', '0 3 * * *', 'select fixture.refresh_all()') \g /dev/null
select cron.schedule('first', '0 4 * * *', 'refresh materialized view concurrently fixture.others') as first \gset
select cron.schedule('second', '0 5 * * *', 'refresh materialized view fixture.others; select 1') as second \gset
select cron.schedule('unrelated', '0 5 * * *', 'refresh materialized view fixture.totals') \g /dev/null
select cron.alter_job(:first, active => false) \g /dev/null

select results_eq(
  $$select name, does_only_this, would_be_taken_over, active from pg_temp.jobs('fixture.others')$$,
  $$values ('listed', false, false, true), ('first', true, true, false), ('second', false, false, true)$$,
  'each is named, paused ones too, with what manage would do with it'
);
select is(
  (select statement from pg_temp.jobs('fixture.others') where name = 'first'), null, 'what is taken over needs no statement'
);
select is(
  (select statement from pg_temp.jobs('fixture.others') where name = 'second'),
  format('select cron.alter_job(%s, command => ''select 1;'');', :second),
  'what does more is changed by a statement'
);
select is(
  (select statement from pg_temp.jobs('fixture.others') where name = 'listed'),
  'Take the refresh of fixture.others out of fixture.refresh_all().', 'what calls a function is changed there'
);
select is(
  dashboard_refresh.manage('fixture.others') #>> '{before,taken_over,name}', 'first', 'manage does what it said'
);
select results_eq(
  $$select name, would_be_taken_over from pg_temp.jobs('fixture.others')$$,
  $$values ('listed', false), ('second', false)$$, 'of a managed view nothing more is taken over'
);
select results_eq(
  $$select name, does_only_this, would_be_taken_over from pg_temp.jobs('fixture.totals')$$,
  $$values ('listed', false, false), ('unrelated', true, false)$$, 'not even a job that does nothing else'
);

-- The name that the view's job would have is taken by a job that does more.
create materialized view fixture.taken as select 1 as one;
select cron.schedule('refresh-taken', '0 5 * * *', 'refresh materialized view fixture.taken; select 1') as taken \gset
select results_eq(
  $$select would_be_taken_over, statement from pg_temp.jobs('fixture.taken')$$,
  format($$values (false, 'select cron.alter_job(%s, command => ''select 1;'');')$$, :taken),
  'a job that manage refuses for what else it does is not said to be taken over'
);
select throws_ok($$select dashboard_refresh.manage('fixture.taken')$$, 'DR009', null, 'and manage refuses it');

select * from finish();
rollback;
