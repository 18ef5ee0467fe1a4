/* A refresh that was not permitted: what to do about it. */

create or replace function dashboard_refresh._missing_inside(
  relation oid,
  place dashboard_refresh.place,
  message text
)
returns setof dashboard_refresh.missing_privilege language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_role oid;
  v_role_is text;
  -- "permission denied for table rates", in whatever language: the name comes last.
  v_name constant text := substring(translate(message, '"«»„“”', '') from '(\S+)\s*$');
begin
  select
    case when pg_proc.prosecdef then pg_proc.proowner else pg_class.relowner end,
    case when pg_proc.prosecdef then 'owns ' || pg_proc.oid::regprocedure else 'owns ' || pg_class.oid::regclass end
  into v_role, v_role_is
  from pg_catalog.pg_proc
  cross join pg_catalog.pg_class
  where pg_proc.oid = place.function and pg_class.oid = _missing_inside.relation;

  return query
  select v_role, v_role_is, lacking.privilege, lacking.object,
    dashboard_refresh._as_owner(
      lacking.owner,
      format('grant %s on %s to %I;', lower(lacking.privilege), lacking.grantable, pg_get_userbyid(v_role))
    )
  from (
    select 'SELECT', 'the table ' || pg_class.oid::regclass, pg_class.oid::regclass::text, pg_class.relowner
    from pg_catalog.pg_class
    where pg_class.relname = v_name
      and pg_class.relkind in ('r', 'p', 'v', 'm', 'f')
      and not has_table_privilege(v_role, pg_class.oid, 'select')
    union all
    select 'USAGE', 'the sequence ' || pg_class.oid::regclass, 'sequence ' || pg_class.oid::regclass, pg_class.relowner
    from pg_catalog.pg_class
    where pg_class.relname = v_name
      -- An error for what is no sequence.
      and case when pg_class.relkind = 'S' then not has_sequence_privilege(v_role, pg_class.oid, 'usage') end
    union all
    select 'USAGE', format('the schema %I', pg_namespace.nspname), format('schema %I', pg_namespace.nspname),
      pg_namespace.nspowner
    from pg_catalog.pg_namespace
    where pg_namespace.nspname = v_name and not has_schema_privilege(v_role, pg_namespace.oid, 'usage')
    union all
    select 'EXECUTE', 'the function ' || pg_proc.oid::regprocedure, 'function ' || pg_proc.oid::regprocedure,
      pg_proc.proowner
    from pg_catalog.pg_proc
    where pg_proc.proname = v_name and not has_function_privilege(v_role, pg_proc.oid, 'execute')
  ) as lacking (privilege, object, grantable, owner);
end;
$$;
comment on function dashboard_refresh._missing_inside(oid, dashboard_refresh.place, text) is
  'What is missing inside a function that a refresh of the materialized view calls, given the message of the server.';

create or replace function dashboard_refresh._permission_hint(
  view dashboard_refresh.views,
  run dashboard_refresh.runs,
  place dashboard_refresh.place
)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
  v_missing text;
begin
  select string_agg(
    format('%s, which %s, has no %s on %s: %s', pg_get_userbyid(missing.role), missing.role_is, missing.privilege,
      missing.object, missing.remedy),
    ' '
  )
  into v_missing
  from (
    select * from dashboard_refresh._missing_on_relations(v_relation.oid)
    union
    select * from dashboard_refresh._missing_on_others(v_relation.oid) as others
    where others.privilege <> 'TEMPORARY' or run.method = 'concurrently'
    union
    select * from dashboard_refresh._missing_on_functions(v_relation.oid)
    union
    select * from dashboard_refresh._missing_inside(v_relation.oid, place, run.error_message)
  ) as missing;

  return case
    when v_relation.oid is not null and not v_relation.may_refresh then
      format('%s belongs to %s, and %s may not refresh it: that takes the owner, or from PostgreSQL 17 on MAINTAIN on the '
        'view. Take it over: %s', view.view, v_relation.owner, current_user, dashboard_refresh._take_over_statement(view))
    when v_missing is not null then v_missing
    when place.function is not null then
      format('A refresh is a security-restricted operation, as the owner of the view, %s: in it, a function cannot create '
        'temporary tables, set a role or certain settings, or defer triggers, and it has only that owner''s rights. The '
        'function %s has to do without.', v_relation.owner, place.function::regprocedure)
    else
      format('The query runs with the rights of %s, the owner of the view, in a security-restricted operation. Try it as '
        'that role: set role %I; refresh materialized view %s;', v_relation.owner, v_relation.owner, view.view)
  end;
end;
$$;
comment on function dashboard_refresh._permission_hint(
  dashboard_refresh.views, dashboard_refresh.runs, dashboard_refresh.place
) is
  'Whose permission on what a refresh lacked, and the statement that gives it; or what a refresh does not permit anybody.';
