begin;
\ir ../support/fixture.psql
select plan(14);

select is(dashboard_refresh._is_quiet('22:00-07:00', 'UTC', '2026-03-01 23:00Z'), true, 'a window goes through midnight');
select is(dashboard_refresh._is_quiet('22:00-07:00', 'UTC', '2026-03-01 07:00Z'), false, 'its end does not belong to it');
select is(dashboard_refresh._is_quiet('01:00-02:00', 'America/Bogota', '2026-03-01 06:30Z'), true, 'it is in the time zone');
select is(dashboard_refresh._is_quiet(null, null, now()), false, 'without a window nothing is quiet');
select is(dashboard_refresh._is_quiet('08:00-08:00', null, now()), true, 'from a minute to the same it is all day');
-- As a setting of that name is before pg_cron 1.5, which has none, once it was set and reset; later it is the server's.
do $$
begin
  perform set_config('cron.timezone', '', true);
exception
  when cant_change_runtime_param or insufficient_privilege then
    null;
end;
$$;
select is(dashboard_refresh._is_quiet('08:00-08:00', null, now()), true, 'where pg_cron has no time zone it is that of GMT');

create function pg_temp.statuses() returns setof text language sql as $$
  select format('%s %s', kind, status) from dashboard_refresh.alerts order by created_at, id
$$;
create function pg_temp.deliver(at timestamptz) returns void language sql as $$
  select dashboard_refresh._deliver_alerts(at)
$$;

select dashboard_refresh.tick('fixture.totals') \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"quiet_hours": "22:00-07:00", "time_zone": "UTC", "failure_limit": 9}') \g /dev/null
select dashboard_refresh._open_alert(views, 'stale', '2036-03-01 23:00Z') from dashboard_refresh.views \g /dev/null
select pg_temp.deliver('2036-03-01 23:00Z') \g /dev/null
select results_eq('select pg_temp.statuses()', array['stale pending'], 'in quiet hours an alert waits');

select dashboard_refresh.reconfigure(settings => '{"quiet_hours": null}') \g /dev/null
select pg_temp.deliver('2036-03-01 23:01Z') \g /dev/null
select results_eq(
  'select pg_temp.statuses()', array['stale unsent'],
  'where the window is taken away it goes out at once, and one alone as it is'
);

select dashboard_refresh.reconfigure(settings => '{"quiet_hours": "22:00-07:00"}') \g /dev/null
select dashboard_refresh._open_alert(views, 'failing', '2036-03-02 23:00Z') from dashboard_refresh.views \g /dev/null
select pg_temp.deliver('2036-03-02 23:00Z') \g /dev/null
select dashboard_refresh._close_alerts(views, view_state, array['failing', 'stale'], '2036-03-03 02:00Z')
from dashboard_refresh.views join dashboard_refresh.view_state on view_id = views.id \g /dev/null
select pg_temp.deliver('2036-03-03 02:00Z') \g /dev/null
select results_eq(
  'select pg_temp.statuses() offset 1', array['failing pending', 'recovered pending'], 'several wait together'
);

select pg_temp.deliver('2036-03-03 07:00Z') \g /dev/null
select results_eq(
  'select pg_temp.statuses() offset 1', array['failing summarized', 'recovered summarized', 'summary unsent'],
  'after the window one summary takes their place'
);
select is(
  (select summary from dashboard_refresh.alerts where kind = 'summary'),
  'In the quiet hours: fixture.totals: failing at 23:00, recovered at 02:00; all of it is over.',
  'it says what there was, when, and whether it is over'
);
select is(
  (select jsonb_path_query_array(facts, '$.alerts[*].kind') from dashboard_refresh.alerts where kind = 'summary'),
  '["failing", "recovered"]', 'and has the facts of each'
);
select is(
  (select count(distinct summarized_by) from dashboard_refresh.alerts where status = 'summarized'), 1::bigint,
  'those that it tells of name it'
);
select throws_like(
  $$select dashboard_refresh.reconfigure(settings => '{"quiet_hours": "10pm to 7"}')$$,
  '%quiet_hours must be two times of day, as in 22:00-07:00%', 'a window that is none is refused'
);

select * from finish();
rollback;
