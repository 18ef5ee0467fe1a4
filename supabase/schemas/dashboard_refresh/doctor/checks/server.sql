/* Checks of the server and of what the API shows of us. */

create or replace function dashboard_refresh._check_statistics(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_source constant text := (
    select pg_settings.source from pg_catalog.pg_settings where pg_settings.name = 'track_counts'
  );
begin
  if not current_setting('track_counts')::boolean then
    return next ('error',
      'track_counts is off, so that changes of rows are not counted: every tick refreshes, and autovacuum does not work.',
      case when v_source in ('session', 'database', 'user', 'database user') then 'sql' else 'text' end,
      case v_source
        when 'session' then 'set track_counts = on;'
        when 'database' then format('alter database %I reset track_counts;', current_database())
        when 'user' then format('alter role %I reset track_counts;', session_user)
        when 'database user' then format('alter role %I in database %I reset track_counts;', session_user, current_database())
        else 'Set track_counts to on in the server''s configuration and reload it.'
      end)::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_statistics(dashboard_refresh.examination) is
  'Check: PostgreSQL counts changes of rows (track_counts).';

create or replace function dashboard_refresh._check_oldest_transaction(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'warning',
    format('Session %s of %s%s has been in its transaction since %s: vacuum removes nothing that has changed since, and what '
      'it changed before may be seen late.', activity.pid, pg_get_userbyid(activity.usesysid),
      coalesce(' (' || nullif(left(activity.application_name, 64), '') || ')', ''),
      date_trunc('second', activity.xact_start)),
    case when ending.statement ~ '^as ' then 'text' else 'sql' end,
    ending.statement
  from pg_stat_get_activity(null) as activity
  cross join pg_stat_get_activity(pg_backend_pid()) as own
  cross join lateral dashboard_refresh._terminate_statement(activity.pid, activity.usesysid) as ending (statement)
  where activity.datid = own.datid
    and activity.pid <> own.pid
    and activity.backend_type = 'client backend'
    and activity.xact_start < examined.at - interval '15 minutes'
  order by activity.xact_start
  limit 1;
end;
$$;
comment on function dashboard_refresh._check_oldest_transaction(dashboard_refresh.examination) is
  'Check: no session has been in its transaction for more than 15 minutes.';

create or replace function dashboard_refresh._check_schema_exposed(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- Where the REST API reads it; the setting of a hosted project is not in the database, and its check is the privileges.
  return query
  select 'error',
    'The REST API offers the schema dashboard_refresh, which is no interface and not meant to be called.',
    'sql',
    format('alter role %I%s set pgrst.db_schemas = %L; notify pgrst, ''reload config'';',
      pg_get_userbyid(pg_db_role_setting.setrole),
      coalesce(' in database ' || quote_ident(pg_database.datname), ''),
      (
        select string_agg(trim(parts.part), ', ' order by parts.position)
        from regexp_split_to_table(split_part(config.setting, '=', 2), ',') with ordinality as parts (part, position)
        where trim(parts.part) <> 'dashboard_refresh'
      ))
  from pg_catalog.pg_db_role_setting
  cross join unnest(pg_db_role_setting.setconfig) as config (setting)
  left join pg_catalog.pg_database on pg_database.oid = pg_db_role_setting.setdatabase
  where config.setting ~ '^pgrst\.db_schemas=(.*,)?\s*dashboard_refresh\s*(,|$)' and pg_db_role_setting.setrole <> 0;
end;
$$;
comment on function dashboard_refresh._check_schema_exposed(dashboard_refresh.examination) is
  'Check: dashboard_refresh is not among the schemas of the REST API, as far as the database says.';

create or replace function dashboard_refresh._check_realtime_publication(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'warning',
    format('Tables of ours are in the publication supabase_realtime, so that every refresh is sent to its readers: %s.',
      string_agg(pg_class.relname::text, ', ' order by pg_class.relname)),
    'sql',
    format('alter publication supabase_realtime drop table %s;',
      string_agg(pg_class.oid::regclass::text, ', ' order by pg_class.relname))
  from pg_catalog.pg_publication
  join pg_catalog.pg_publication_rel on pg_publication_rel.prpubid = pg_publication.oid
  join pg_catalog.pg_class on pg_class.oid = pg_publication_rel.prrelid
  where pg_publication.pubname = 'supabase_realtime' and pg_class.relnamespace = 'dashboard_refresh'::regnamespace
  having count(*) > 0;
end;
$$;
comment on function dashboard_refresh._check_realtime_publication(dashboard_refresh.examination) is
  'Check: nothing of ours is in the publication supabase_realtime.';
