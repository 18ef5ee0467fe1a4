begin;
\ir ../support/fixture.psql
select plan(12);

create view fixture.totals_plain as select * from fixture.totals;
create materialized view fixture.grand_total as select sum(amount) as amount from fixture.totals_plain;
create unique index on fixture.grand_total (amount);
create materialized view fixture.unrelated as select count(*) as sellers from fixture.sales;
create unique index on fixture.unrelated (sellers);
select dashboard_refresh.manage('fixture.grand_total', settings => '{"path": "database", "max_duty_cycle": 1}') \g /dev/null
select dashboard_refresh.manage('fixture.unrelated', settings => '{"path": "database", "max_duty_cycle": 1}') \g /dev/null
select dashboard_refresh.reconfigure('fixture.totals', settings => '{"max_duty_cycle": 1}') \g /dev/null
select dashboard_refresh.tick(view) from dashboard_refresh.views order by id \g /dev/null
delete from dashboard_refresh.runs where true;

create function pg_temp.refresh(view text) returns text language sql as $$
  select dashboard_refresh.run(dashboard_refresh.request(view)) ->> 'status'
$$;
create function pg_temp.ledger() returns setof text language sql as $$
  select concat_ws(' ', views.view_name, runs.trigger, runs.status)
  from dashboard_refresh.runs join dashboard_refresh.views on views.id = runs.view_id
  order by runs.requested_at
$$;

select is(pg_temp.refresh('fixture.totals'), 'succeeded', 'a refresh that changes nothing succeeds');
select results_eq(
  'select pg_temp.ledger()', array['totals sql succeeded'],
  'a refresh that changes nothing causes no other'
);

insert into fixture.sales values ('eva', 7);
select is(pg_temp.refresh('fixture.totals'), 'succeeded', 'a refresh that changes something succeeds');
select results_eq(
  'select pg_temp.ledger()',
  array['totals sql succeeded', 'totals sql succeeded', 'grand_total cascade queued'],
  'a refresh that changes something causes one of what reads the view through a plain view, and of nothing else'
);
select is(
  (select runs.caused_by from dashboard_refresh.runs where trigger = 'cascade'),
  (select id from dashboard_refresh.runs where trigger = 'sql' order by requested_at desc limit 1),
  'a run of a cascade names the run that caused it'
);
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select is((select amount from fixture.grand_total), 15::numeric, 'after the cascade the reader shows the change');
select is(
  (select status from dashboard_refresh.runs where trigger = 'cascade'), 'succeeded', 'the run of the cascade has succeeded'
);

select dashboard_refresh.request('fixture.totals') \g /dev/null
select is(
  dashboard_refresh.tick('fixture.grand_total'), 'upstream',
  'while what it reads waits to be refreshed, its tick waits too'
);
delete from dashboard_refresh.runs where true;

drop index fixture.totals_seller_idx;
select dashboard_refresh.reconfigure('fixture.totals', settings => '{"concurrently": "always"}') \g /dev/null
select is(pg_temp.refresh('fixture.totals'), 'failed', 'a refresh may fail');
select results_eq(
  'select pg_temp.ledger()', array['totals sql failed', 'grand_total cascade failed'],
  'a failure is recorded on what reads the view'
);
select matches(
  (select error_message from dashboard_refresh.runs where trigger = 'cascade'),
  '^not refreshed, since fixture\.totals, which it reads, could not be:',
  'a failure that was recorded on a reader says whose it is'
);
select is(
  (
    select consecutive_failures
    from dashboard_refresh.views join dashboard_refresh.view_state on view_id = id
    where view = 'fixture.grand_total'
  ),
  0,
  'a failure that was recorded on a reader counts as no failure of its own'
);

select * from finish();
rollback;
