begin;
\ir ../support/fixture.psql
\ir ../support/keys.psql
select plan(12);

-- Two sessions that counted at once.
insert into dashboard_refresh.run_totals (view_id, status, trigger, path, runs, part)
select id, 'succeeded', 'cron', 'edge', 7, part from dashboard_refresh.views cross join unnest(array[0, 77]) as parts (part);
create temporary table answer as select public.read_dashboard_refresh_metrics() as it;
create temporary table metrics as
select metric ->> 'name' as name, metric ->> 'type' as type, metric ->> 'help' as help,
  array(select json_array_elements_text(metric -> 'labels')) as labels, metric -> 'samples' as samples
from answer cross join json_array_elements(it -> 'metrics') as metric;
create temporary table samples as
select name, type, labels, array(select json_array_elements_text(sample -> 0)) as label_values, sample -> 1 as value
from metrics cross join json_array_elements(samples) as sample;

select is((select pg_temp.keys(it) from answer), 'metrics version now', 'the metrics have their members in order');
select is(
  (select pg_temp.keys(it #> '{metrics,0}') from answer), 'name type help labels samples', 'so has each of them'
);
select is(
  (select count(*) from dashboard_refresh._metric_definitions()), (select count(*) from metrics), 'each that is defined is told'
);
select is_empty(
  $$
    select name from dashboard_refresh._view_samples(null, false, now())
    except select name from dashboard_refresh._metric_definitions()
  $$,
  'each that is measured of a view is defined'
);
select is_empty(
  $$
    select name from dashboard_refresh._database_samples(null, false)
    union all select name from dashboard_refresh._run_samples()
    union all select name from dashboard_refresh._loop_samples()
    except select name from dashboard_refresh._metric_definitions()
  $$,
  'each that is measured besides is defined'
);
select is_empty(
  $$select name from metrics where name !~ '^refresh_dashboard_[a-z_]+$'$$, 'each has the prefix, and a name that may be'
);
select is_empty(
  $$select name from metrics where (type = 'counter') <> (name like '%\_total') or type not in ('counter', 'gauge')$$,
  'a counter is named total, and nothing else is'
);
select is_empty(
  $$select name from samples where cardinality(label_values) <> cardinality(labels)$$, 'each sample has a value for each label'
);
select is_empty(
  $$select name, label_values from samples group by 1, 2 having count(*) > 1$$, 'no sample is there twice'
);
select is_empty(
  $$
    select name from metrics
    -- The promise aside, which is a setting.
    where name ~ '_(age|ago|staleness)(_|$)' and name <> 'refresh_dashboard_view_max_staleness_seconds'
  $$,
  'there is no age: the time of a scrape is not that of a look'
);
select is_empty(
  $$
    select label from metrics cross join unnest(labels) as label
    where label not in ('view', 'state', 'status', 'trigger', 'path', 'code', 'kind', 'leg', 'version')
  $$,
  'the labels are few, and of few values'
);
select is_empty(
  $$select name from metrics where samples::text = '[]' and name not in (
    'refresh_dashboard_view_as_of_timestamp_seconds', 'refresh_dashboard_view_data_as_of_timestamp_seconds',
    'refresh_dashboard_view_last_refresh_duration_seconds', 'refresh_dashboard_view_last_refresh_timestamp_seconds',
    'refresh_dashboard_view_open_alert', 'refresh_dashboard_loop_last_success_timestamp_seconds',
    'refresh_dashboard_loop_leg_seconds', 'refresh_dashboard_scheduler_last_fired_timestamp_seconds',
    'refresh_dashboard_watchdog_last_success_timestamp_seconds')$$,
  'before the first refresh only what it would tell is absent'
);

select * from finish();
rollback;
