/* Everything that is measured, for a monitoring system. */

create or replace function dashboard_refresh.metrics(at timestamptz default clock_timestamp())
returns json language plpgsql
-- Volatile, so that statistics are not those of an earlier look. It writes nothing.
set search_path = pg_catalog, pg_temp as $$
declare
  v_scheduler constant dashboard_refresh.scheduler := dashboard_refresh._scheduler(at);
  v_is_read_only constant boolean := dashboard_refresh._why_read_only() is not null;
begin
  return (
    with samples as (
      select * from dashboard_refresh._database_samples(v_scheduler, v_is_read_only)
      union all
      select * from dashboard_refresh._view_samples(v_scheduler, v_is_read_only, at)
      union all
      select * from dashboard_refresh._run_samples()
      union all
      select * from dashboard_refresh._loop_samples()
    ),
    collected as (
      select samples.name, json_agg(json_build_array(samples.labels, samples.value) order by samples.labels) as samples
      from samples
      where samples.value is not null
      group by samples.name
    )
    select json_build_object(
      'metrics', json_agg(
        json_build_object(
          'name', 'refresh_dashboard_' || definitions.name,
          'type', definitions.type,
          'help', definitions.help,
          'labels', definitions.labels,
          'samples', coalesce(collected.samples, '[]')
        )
        order by definitions.position
      ),
      'version', dashboard_refresh.version(),
      'now', at
    )
    from dashboard_refresh._metric_definitions() with ordinality
      as definitions (name, type, labels, help, position)
    left join collected using (name)
  );
end;
$$;
comment on function dashboard_refresh.metrics(timestamptz) is
  'What is measured at `at`: each metric with its type (gauge or counter), its help, its labels, and its samples, each an '
  'array of the labels'' values and the value. A metric of which nothing is known has no samples.';
