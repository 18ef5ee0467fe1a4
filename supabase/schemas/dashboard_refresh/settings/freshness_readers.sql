/* Who may read the view public.dashboard_freshness, and what in it, by the setting freshness_readers. */

create or replace function dashboard_refresh._may_read_freshness(freshness_readers text)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  -- The role that the session has taken, as the API does for each request; within a definer nothing else says so. Nobody
  -- can take one that is not his.
  v_caller constant name := coalesce(nullif(current_setting('role'), 'none'), session_user);
begin
  return freshness_readers = 'anyone'
    or (
      freshness_readers = 'authenticated'
      and to_regrole('authenticated') is not null
      and pg_has_role(v_caller, to_regrole('authenticated'), 'usage')
    )
    or (to_regrole('service_role') is not null and pg_has_role(v_caller, to_regrole('service_role'), 'usage'))
    or pg_has_role(
      v_caller, (select nspowner from pg_catalog.pg_namespace where nspname = 'dashboard_refresh'), 'usage'
    );
end;
$$;
comment on function dashboard_refresh._may_read_freshness(text) is
  'Whether the caller may know how fresh a view is whose setting freshness_readers is this.';

create or replace function dashboard_refresh._sync_freshness_readers()
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_role record;
begin
  -- Dropped by somebody: that keeps nobody from changing settings.
  if to_regclass('public.dashboard_freshness') is null
    or to_regprocedure('public.list_dashboard_freshness()') is null
  then
    return;
  end if;

  for v_role in
    select
      pg_roles.rolname as name,
      exists (
        select from dashboard_refresh.views where views.freshness_readers = any (readers.settings)
      ) as may_read,
      has_table_privilege(pg_roles.oid, 'public.dashboard_freshness', 'select')
        and has_function_privilege(pg_roles.oid, 'public.list_dashboard_freshness()', 'execute') as does_read
    from (
      values ('anon', array['anyone']), ('authenticated', array['anyone', 'authenticated'])
    ) as readers (role, settings)
    join pg_catalog.pg_roles on pg_roles.rolname = readers.role
  loop
    if v_role.may_read and not v_role.does_read then
      execute format('grant select on public.dashboard_freshness to %I', v_role.name);
      execute format('grant execute on function public.list_dashboard_freshness() to %I', v_role.name);
    elsif v_role.does_read and not v_role.may_read then
      execute format('revoke all on public.dashboard_freshness from %I', v_role.name);
      execute format('revoke all on function public.list_dashboard_freshness() from %I', v_role.name);
    end if;
  end loop;
end;
$$;
comment on function dashboard_refresh._sync_freshness_readers() is
  'Grants the view public.dashboard_freshness to the API roles that some view is to be known to, and takes it from the others.';
