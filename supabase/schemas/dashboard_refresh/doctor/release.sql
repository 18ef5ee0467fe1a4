/* The schema against what the release made. */

create or replace function dashboard_refresh._record_release()
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  delete from dashboard_refresh.release_objects where true;
  insert into dashboard_refresh.release_objects (kind, identity, hash, definition)
  select objects.kind, objects.identity, objects.hash, objects.definition
  from dashboard_refresh._objects(true) as objects;
end;
$$;
comment on function dashboard_refresh._record_release() is
  'Writes down what an install or an upgrade has made, at its end.';

create or replace function dashboard_refresh._drifted_objects(
  out kind text, out identity text, out state text, out definition text
)
returns setof record language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select
    coalesce(made.kind, present.kind),
    coalesce(made.identity, present.identity),
    case when present.kind is null then 'missing' when made.kind is null then 'extra' else 'altered' end,
    made.definition
  from dashboard_refresh.release_objects as made
  full join dashboard_refresh._objects(false) as present on (present.kind, present.identity) = (made.kind, made.identity)
  where present.hash is distinct from made.hash
  order by 1, 2;
end;
$$;
comment on function dashboard_refresh._drifted_objects() is
  'What differs from what the release made: state missing, altered or extra, and the statements that make it again.';

create or replace function dashboard_refresh._restore_objects()
returns integer language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_drifted record;
  v_restored integer := 0;
begin
  perform dashboard_refresh._lock_configuration();

  for v_drifted in
    select * from dashboard_refresh._drifted_objects() as drifted
    where drifted.state <> 'extra' and drifted.definition is not null
    -- Functions last: what they read is there then.
    order by drifted.kind = 'function', drifted.identity
  loop
    execute v_drifted.definition;

    if v_drifted.kind = 'function' then
      -- What is made again may be executed by everybody and, by the default privileges of older projects, by each API role.
      -- What somebody has granted of those two that are for readers stays.
      if v_drifted.state = 'missing' or v_drifted.identity !~ 'dashboard_freshness\(|_dashboard_refresh_metrics\(' then
        execute format('revoke all on routine %s from public, anon, authenticated, service_role', v_drifted.identity);
      end if;

      if v_drifted.identity !~ '^dashboard_refresh\.' then
        execute format('grant execute on routine %s to service_role', v_drifted.identity);
      end if;
    end if;

    v_restored := v_restored + 1;
  end loop;

  return v_restored;
end;
$$;
comment on function dashboard_refresh._restore_objects() is
  'Makes again what was altered or dropped of functions, views, constraints and indexes, as the release made it, and '
  'returns how many. Leaves alone what the release did not make.';

create or replace function dashboard_refresh._check_schema_drift(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_count bigint;
  v_lost bigint;
  v_named text;
begin
  select
    count(*),
    count(*) filter (where drifted.definition is null),
    string_agg(format('%s %s is %s', drifted.kind, drifted.identity, drifted.state), ', ' order by drifted.number)
      filter (where drifted.number <= 10)
  into v_count, v_lost, v_named
  from (
    select changed.*, row_number() over (order by changed.kind, changed.identity) as number
    from dashboard_refresh._drifted_objects() as changed
    where changed.state <> 'extra'
  ) as drifted;

  if v_count > 0 then
    return next (
      'error',
      format('The schema is not as release %s made it: %s%s.', dashboard_refresh.version(), v_named,
        case when v_count > 10 then format(', and %s more', v_count - 10) end),
      case when v_lost > 0 then 'text' else 'sql' end,
      case
        when v_lost > 0 then 'Bring the tables back from a backup: their rows are gone with their columns. Then: '
        else ''
      end || 'select dashboard_refresh._restore_objects();'
    )::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_schema_drift(dashboard_refresh.examination) is
  'Check: functions, tables, columns, constraints and indexes are as the release made them.';

create or replace function dashboard_refresh._check_schema_extra(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'warning',
    format('The schema dashboard_refresh has a %s that the release did not make: %s. An uninstall refuses to drop it.',
      extra.kind, extra.identity),
    case extra.kind when 'column' then 'text' when 'constraint' then 'text' when 'index' then 'text' else 'sql' end,
    case extra.kind
      -- In public the REST API offers it, and what nobody has revoked everybody may execute.
      when 'function' then format('revoke all on routine %1$s from public, anon, authenticated; alter routine %1$s set schema '
        'public;', extra.identity)
      when 'type' then format('alter type %s set schema public;', extra.identity)
      when 'table' then format('alter table %s set schema public;', extra.identity)
      when 'view' then format('alter view %s set schema public;', extra.identity)
      when 'sequence' then format('alter sequence %s set schema public;', extra.identity)
      else 'Drop it, or make the next upgrade by hand: no release knows of it.'
    end
  from dashboard_refresh._drifted_objects() as extra
  where extra.state = 'extra'
    -- With its table.
    and not (extra.kind in ('column', 'constraint', 'index') and exists (
      select from dashboard_refresh._drifted_objects() as whole
      where whole.state = 'extra' and whole.kind = 'table'
        and (extra.identity like whole.identity || '.%' or extra.identity like '% on ' || whole.identity
          or extra.kind = 'index')
    ))
    and extra.identity like '%dashboard_refresh.%'
  limit 20;
end;
$$;
comment on function dashboard_refresh._check_schema_extra(dashboard_refresh.examination) is
  'Check: the schema has no function, table, column or index that the release did not make.';

-- At the end of an install or an upgrade: everything is there.
select dashboard_refresh._record_release();
