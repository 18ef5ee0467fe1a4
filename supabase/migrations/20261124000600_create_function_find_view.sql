/*
Purpose: from the name a caller gives to the managed view, and from the managed view to the relation behind it.

Objects: functions _find_view, _tick_command, _relation; type relation_facts.
*/

create function dashboard_refresh._find_view(view text)
returns dashboard_refresh.views
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views;
  v_found dashboard_refresh.views[];
  v_managed text;
begin
  -- A full name, written as it is shown, means one view whatever others are called.
  select * into v_view from dashboard_refresh.views where views.view = _find_view.view;

  if found then
    return v_view;
  end if;

  select array_agg(views)
  into v_found
  from dashboard_refresh.views
  where _find_view.view is null
    or _find_view.view in (views.schema_name || '.' || views.view_name, views.view_name);

  if cardinality(v_found) = 1 then
    return v_found[1];
  end if;

  v_managed := (select string_agg(views.view, ', ' order by views.view) from dashboard_refresh.views);

  if v_found is null then
    raise exception using
      errcode = 'DR001',
      message = case
        when v_managed is null then 'no view is managed'
        else format('%s is not a managed view', _find_view.view)
      end,
      detail = format('Managed views: %s.', coalesce(v_managed, 'none')),
      hint = 'Register it with: select dashboard_refresh.manage(''schema.view'');';
  else
    raise exception using
      errcode = 'DR002',
      message = case
        when _find_view.view is null then 'several views are managed, so the call must say which'
        else format('%s is ambiguous', _find_view.view)
      end,
      detail = format('Managed views: %s.', v_managed),
      hint = 'Name the view with its schema, as in public.my_view.';
  end if;
end;
$$;

comment on function dashboard_refresh._find_view(text) is
  'The managed view of that name, bare or with its schema; null means the only one. '
  'Raises DR001 when there is none, DR002 when there are several.';

create function dashboard_refresh._tick_command(view text)
returns text
language sql
immutable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select format('select dashboard_refresh.tick(%L)', view);
end;

comment on function dashboard_refresh._tick_command(text) is
  'The command of a view''s cron job, by which pg_cron''s log is searched too. view: the qualified name.';

create type dashboard_refresh.relation_facts as (
  oid oid,
  kind "char",
  owner name,
  is_populated boolean,
  has_unique_index boolean,
  may_refresh boolean
);

comment on type dashboard_refresh.relation_facts is
  'What is there under a managed view''s name. All null when nothing is.';

create function dashboard_refresh._relation(view dashboard_refresh.views)
returns dashboard_refresh.relation_facts
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_facts dashboard_refresh.relation_facts;
begin
  select
    pg_class.oid,
    pg_class.relkind,
    pg_get_userbyid(pg_class.relowner),
    pg_class.relispopulated,
    -- What REFRESH ... CONCURRENTLY accepts (is_usable_unique_index in matview.c).
    exists (
      select from pg_catalog.pg_index
      where pg_index.indrelid = pg_class.oid
        and pg_index.indisunique
        and pg_index.indisvalid
        and pg_index.indimmediate
        and pg_index.indpred is null
        and pg_index.indexprs is null
    ),
    pg_has_role(pg_class.relowner, 'usage')
  into v_facts
  from pg_catalog.pg_class
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where pg_namespace.nspname = view.schema_name
    and pg_class.relname = view.view_name;

  -- Since PostgreSQL 17 the MAINTAIN privilege suffices; before, the word is unknown to has_table_privilege.
  if v_facts.oid is not null
    and not v_facts.may_refresh
    and current_setting('server_version_num')::integer >= 170000
  then
    v_facts.may_refresh := has_table_privilege(v_facts.oid, 'MAINTAIN');
  end if;

  return v_facts;
end;
$$;

comment on function dashboard_refresh._relation(dashboard_refresh.views) is
  'Looks up the relation behind a managed view: kind, owner, whether it is populated, whether it has an index that a '
  'concurrent refresh can use, and whether the caller may refresh it.';

revoke all on type dashboard_refresh.relation_facts from public;
revoke all on function
  dashboard_refresh._find_view(text),
  dashboard_refresh._tick_command(text),
  dashboard_refresh._relation(dashboard_refresh.views)
from public, anon, authenticated, service_role;
