begin;
\ir ../support/fixture.psql
select plan(9);

create function fixture.fail(sqlstate text) returns text language plpgsql immutable as $$
begin
  if sqlstate is not null then
    raise exception using errcode = sqlstate, message = 'as the test wants it';
  end if;
  return 'well';
end;
$$;
create table fixture.weather (error text);
insert into fixture.weather values ('53100');
create materialized view fixture.moody as select fixture.fail(weather.error) from fixture.weather with no data;
delete from dashboard_refresh.views where true;
select dashboard_refresh.manage('fixture.moody', schedule => '0 0 1 1 *', settings => '{"path": "database", "max_duty_cycle": 1}') \g /dev/null

create function pg_temp.runs() returns bigint language sql as $$select count(*) from dashboard_refresh.runs$$;

select is(dashboard_refresh.tick('fixture.moody'), 'failed', 'a refresh fails for lack of disk');
select is(
  dashboard_refresh.status() #>> '{last_runs,0,error,kind}', 'transient',
  'a lack of disk is a failure that may pass by itself'
);
select pg_temp.watchdog(clock_timestamp() + interval '40 seconds') \g /dev/null
select is(pg_temp.runs(), 1::bigint, 'a failure that may pass is not retried at once');
select pg_temp.watchdog(clock_timestamp() + interval '61 seconds') \g /dev/null
select is(
  pg_temp.runs(), 2::bigint,
  'a failure that may pass is retried after a minute, though the next tick is months away'
);

update fixture.weather set error = '42501' where true;
update dashboard_refresh.view_state set retry_at = clock_timestamp() where true;
select pg_temp.watchdog(clock_timestamp() + interval '5 minutes') \g /dev/null
select is(
  dashboard_refresh.status() #>> '{last_runs,0,error,kind}', 'lasting', 'a missing privilege is a lasting failure'
);
select pg_temp.watchdog(clock_timestamp() + interval '1 hour') \g /dev/null
select is(pg_temp.runs(), 3::bigint, 'a lasting failure is not retried by itself');

update dashboard_refresh.view_state set failed_stamp = 'another' where true;
update fixture.weather set error = null where true;
select pg_temp.watchdog(clock_timestamp() + interval '1 hour') \g /dev/null
select is(
  dashboard_refresh.status() #>> '{last_runs,0,status}', 'succeeded',
  'once somebody has changed the view a lasting failure is retried'
);
select is((select failure_kind from dashboard_refresh.view_state), null, 'a success forgets the failures');

create function pg_temp.stamp() returns text language sql as $$
  select dashboard_refresh._repair_stamp(views, view_state)
  from dashboard_refresh.views join dashboard_refresh.view_state on view_id = id
$$;
select pg_temp.stamp() as before \gset
create unique index moody_idx on fixture.moody (fail);
select isnt(pg_temp.stamp(), :'before', 'a new index counts as a change of the view');

select * from finish();
rollback;
