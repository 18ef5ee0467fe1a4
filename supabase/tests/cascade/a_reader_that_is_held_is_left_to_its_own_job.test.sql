begin;
\ir ../support/fixture.psql
select plan(9);

create materialized view fixture.grand_total as select sum(amount) as amount from fixture.totals;
create unique index on fixture.grand_total (amount);
select dashboard_refresh.manage('fixture.grand_total', settings => '{"path": "database", "max_duty_cycle": 1}') \g /dev/null
select dashboard_refresh.reconfigure('fixture.totals', '{"max_duty_cycle": 1}') \g /dev/null
select dashboard_refresh.tick(view) from dashboard_refresh.views order by id \g /dev/null

-- What a refresh of totals that changes it leaves for grand_total to do, in a state of grand_total that is undone after.
create function pg_temp.caused(statement text) returns text language plpgsql as $$
declare
  v_caused text;
begin
  begin
    execute statement;
    delete from dashboard_refresh.runs where status <> 'queued';
    insert into fixture.sales values (gen_random_uuid()::text, 1);
    perform dashboard_refresh.run(dashboard_refresh.request('fixture.totals', force => true));
    v_caused := coalesce(
      (select string_agg(trigger || ' ' || status, ', ' order by requested_at) from dashboard_refresh.runs where trigger <> 'sql'),
      'nothing'
    );
    raise exception using errcode = 'TR000';
  exception
    when sqlstate 'TR000' then
      return v_caused;
  end;
end;
$$;
create function pg_temp.grand_total() returns integer language sql as $$
  select id from dashboard_refresh.views where view = 'fixture.grand_total'
$$;

select is(pg_temp.caused(statement), caused, description)
from (
  values
    ('select 1', 'cascade queued', 'a reader that is free is to be refreshed'),
    (
      $$select dashboard_refresh.reconfigure('fixture.grand_total', '{"active": false}')$$,
      'nothing', 'a reader that is paused is left alone'
    ),
    (
      $$select dashboard_refresh.reconfigure('fixture.grand_total', '{"scheduled": false}')$$,
      'nothing', 'a reader without a job is left alone'
    ),
    (
      $$select pg_temp.has_failed(5, clock_timestamp() + interval '5 minutes')$$, 'nothing',
      'a reader that is suspended is left alone'
    ),
    (
      $$select pg_temp.has_failed(5, clock_timestamp() - interval '1 second')$$,
      'cascade queued', 'a reader whose suspension is over is to be refreshed'
    ),
    (
      $$
        update dashboard_refresh.view_state
        set last_duration = '1 minute', last_finished_at = clock_timestamp()
        where view_id = pg_temp.grand_total();
        update dashboard_refresh.views set max_duty_cycle = 0.5 where id = pg_temp.grand_total()
      $$,
      'nothing', 'a reader that rests is left alone'
    ),
    (
      $$insert into dashboard_refresh.runs (view_id, trigger, path) values (pg_temp.grand_total(), 'admin', 'edge')$$,
      'admin queued', 'a reader whose refresh waits already is left to it'
    ),
    (
      'drop materialized view fixture.grand_total', 'cascade queued',
      'a reader that is gone is tried, so that its failure is recorded'
    )
) as cases (statement, caused, description);

-- What failed is recorded on readers that have a job, and on no others.
select dashboard_refresh.reconfigure('fixture.grand_total', '{"active": false}') \g /dev/null
delete from dashboard_refresh.runs where true;
drop index fixture.totals_seller_idx;
select dashboard_refresh.reconfigure('fixture.totals', '{"concurrently": "always"}') \g /dev/null
select dashboard_refresh.run(dashboard_refresh.request('fixture.totals')) \g /dev/null
select is_empty(
  $$select from dashboard_refresh.runs where trigger = 'cascade'$$,
  'a failure is not recorded on a reader that is paused'
);

select * from finish();
rollback;
