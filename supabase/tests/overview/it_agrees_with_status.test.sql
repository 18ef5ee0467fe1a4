begin;
\ir ../support/fixture.psql
select plan(14);

-- Every member that status has, too, by the same time. Fixed, so that nothing moves between the two looks.
create function pg_temp.differences() returns text language plpgsql as $$
declare
  v_at constant timestamptz := clock_timestamp();
  v_differing text;
begin
  -- Both are to see the sessions as they are, and not as an earlier statement of this transaction saw them.
  perform pg_stat_clear_snapshot();

  with shown as (
    select shown::jsonb as shown, dashboard_refresh.status(shown ->> 'view', 0, v_at)::jsonb as status
    from json_array_elements(dashboard_refresh.overview(0, v_at) -> 'views') as shown
  ),
  compared as (
    select members.name, shown.shown -> members.name as one, case members.name
      when 'suspended' then to_jsonb(shown.status -> 'suspended' <> 'null'::jsonb)
      when 'refreshing' then case
        when shown.status -> 'refreshing' <> 'null'::jsonb then (shown.status -> 'refreshing') - 'pid'
      end
      when 'schedule' then shown.status #> '{settings,schedule}'
      when 'next_run_at' then shown.status #> '{job,next_run_at}'
      else shown.status -> members.name
    end as other
    from shown
    cross join unnest(array[
      'view', 'state', 'paused', 'suspended', 'refreshing', 'data_as_of', 'verified_at', 'staleness_seconds', 'promise',
      'schedule', 'next_run_at'
    ]) as members (name)
  )
  select string_agg(format('%s: %s, in status %s', name, one, other), '; ')
  into v_differing
  from compared
  where nullif(one, 'null'::jsonb) is distinct from nullif(other, 'null'::jsonb);

  return case when not exists (select from dashboard_refresh.views) then 'no views' else coalesce(v_differing, 'none') end;
end;
$$;

select is(pg_temp.differences(), 'none', 'they agree about a view that was never refreshed');
select dashboard_refresh.run(dashboard_refresh.request()) \g /dev/null
select is(pg_temp.differences(), 'none', 'they agree about a view that was just refreshed');
insert into fixture.sales values ('eva', 3);
select is(pg_temp.differences(), 'none', 'they agree about a view whose source has changed');
update dashboard_refresh.view_state set data_as_of = data_as_of - interval '1 hour', verified_at = null where true;
select is(pg_temp.differences(), 'none', 'they agree about a view that breaks its promise');

create materialized view fixture.above as select sum(amount) from fixture.totals;
select dashboard_refresh.manage('fixture.above', settings => '{"path": "database"}') \g /dev/null
select dashboard_refresh.run(dashboard_refresh.request('fixture.above')) \g /dev/null
select is(pg_temp.differences(), 'none', 'they agree about a view that reads another');
select dashboard_refresh.run(dashboard_refresh.request('fixture.totals')) \g /dev/null
select is(pg_temp.differences(), 'none', 'they agree about a view that reads a newer one');

select dashboard_refresh.reconfigure('fixture.above', '{"active": false}') \g /dev/null
select is(pg_temp.differences(), 'none', 'they agree about a paused view');
select dashboard_refresh.reconfigure('fixture.above', '{"active": true, "schedule": "@weekly"}') \g /dev/null
select is(pg_temp.differences(), 'none', 'they agree about views of different schedules');
select dashboard_refresh.reconfigure('fixture.above', '{"scheduled": false}') \g /dev/null
select is(pg_temp.differences(), 'none', 'they agree about a view without a job');
select pg_temp.has_failed(5, clock_timestamp() + interval '5 minutes') \g /dev/null
select is(pg_temp.differences(), 'none', 'they agree about suspended views');

select dashboard_refresh._mark_running(id, dashboard_refresh.request('fixture.totals', force => true))
from dashboard_refresh.views where view_name = 'totals' \g /dev/null
select is(pg_temp.differences(), 'none', 'they agree about a view that is being refreshed');

alter materialized view fixture.totals rename to renamed;
select is(pg_temp.differences(), 'none', 'they agree about a view that was renamed');
refresh materialized view fixture.renamed with no data;
select is(pg_temp.differences(), 'none', 'they agree about a view without data, and one that reads it');
drop materialized view fixture.renamed cascade;
select is(pg_temp.differences(), 'none', 'they agree about views that are gone');

select * from finish();
rollback;
