/* The parts of what examine answers. */

create or replace function dashboard_refresh._examined_rows_json(
  relation dashboard_refresh.relation_facts,
  rows_bytes bigint
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_most_bytes constant bigint := 16 * 1024 * 1024;
  v_rows bigint := (select nullif(pg_class.reltuples, -1) from pg_catalog.pg_class where pg_class.oid = relation.oid);
  -- Not while it is locked.
  v_is_exact constant boolean := relation.is_populated
    and coalesce(rows_bytes <= v_most_bytes, false)
    and has_table_privilege(relation.oid, 'select');
begin
  if v_is_exact then
    execute format('select count(*) from %s', relation.oid::regclass) into v_rows;
  elsif not relation.is_populated then
    v_rows := null;
  end if;

  return json_build_object('rows', v_rows, 'rows_exact', v_is_exact);
end;
$$;
comment on function dashboard_refresh._examined_rows_json(dashboard_refresh.relation_facts, bigint) is
  'How many rows a materialized view has: counted where it is small, otherwise as it was when it was last analyzed; null where '
  'that is not known. rows_bytes: see _sizes.';

create or replace function dashboard_refresh._examined_sources_json(sources oid[])
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    json_agg(
      json_build_object(
        'name', format('%I.%I', pg_namespace.nspname, pg_class.relname),
        'kind', dashboard_refresh._kind_name(pg_class.relkind),
        'rows', nullif(counted.rows, -1),
        'statistics', counted.rows >= 0,
        'analyzed_at', counted.analyzed_at
      )
      order by pg_namespace.nspname, pg_class.relname
    ),
    '[]'
  )
  from unnest(sources) as listed (relation)
  join pg_catalog.pg_class on pg_class.oid = listed.relation
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  cross join lateral (
    -- Of a partitioned table, all of its partitions; it has no rows itself.
    select
      case when bool_and(stored.reltuples >= 0) then sum(stored.reltuples)::bigint else -1 end as rows,
      max(greatest(pg_stat_get_last_analyze_time(stored.oid), pg_stat_get_last_autoanalyze_time(stored.oid))) as analyzed_at
    from dashboard_refresh._with_children(array[pg_class.oid]) as children (relation)
    join pg_catalog.pg_class as stored on stored.oid = children.relation
    where stored.relkind <> 'p'
  ) as counted;
$$;
comment on function dashboard_refresh._examined_sources_json(oid[]) is
  'The relations that a view reads: what they are, how many rows they have as far as they were analyzed, and when that was.';

create or replace function dashboard_refresh._examined_skip_json(
  view dashboard_refresh.views,
  definition dashboard_refresh.definition
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state := dashboard_refresh._with_definition(null::dashboard_refresh.view_state, definition);
  v_reason text;
begin
  -- As after a first refresh.
  v_state.fingerprint := '';
  v_reason := dashboard_refresh._why_no_skip(
    view, v_state, (dashboard_refresh._statistics_horizon(clock_timestamp())).epoch, false
  );

  return json_build_object(
    'possible', v_reason is null,
    'reason', coalesce(v_reason, 'changes of what it depends on are seen'),
    'expression', definition.untrackable_expression,
    'instead', definition.untrackable_instead
  );
end;
$$;
comment on function dashboard_refresh._examined_skip_json(dashboard_refresh.views, dashboard_refresh.definition) is
  'Whether ticks will be able to leave the view as it is; if not, what in its query stops that and how to write it instead.';

create or replace function dashboard_refresh._examined_jobs_json(view dashboard_refresh.views, managed boolean)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_job constant dashboard_refresh.hand_made_job := case
    when not managed then dashboard_refresh._job_to_take_over(view, '{"schedule": null}')
  end;
  -- One that has the view's name for a job, and does more, manage refuses.
  v_job_id constant bigint := case when dashboard_refresh._is_refresh_of(v_job.command, view) then v_job.id end;
begin
  return (
    select coalesce(
      json_agg(
        json_build_object(
          'id', jobs.id,
          'name', jobs.name,
          'schedule', jobs.schedule,
          'active', jobs.active,
          'owner', jobs.owner,
          'command', jobs.command,
          'does_only_this', dashboard_refresh._is_refresh_of(jobs.command, view),
          'would_be_taken_over', jobs.id is not distinct from v_job_id,
          'functions', jobs.functions,
          'statement', case
            when jobs.id is distinct from v_job_id then dashboard_refresh._refreshing_job_remedy(jobs, view)
          end
        )
        order by jobs.id
      ),
      '[]'
    )
    from dashboard_refresh._refreshing_jobs(view) as jobs
  );
end;
$$;
comment on function dashboard_refresh._examined_jobs_json(dashboard_refresh.views, boolean) is
  'The cron jobs, other than ours, that refresh the view: which of them manage would take over, and what ends the others.';
