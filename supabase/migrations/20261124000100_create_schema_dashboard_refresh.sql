/*
Purpose: the schema that holds everything of this project, and the extensions it stands on.

Objects: extensions pg_cron, pg_net, pgcrypto; schema dashboard_refresh.

Caution: never expose this schema through the API. The API roles reach it only through the wrappers in public.

Every function sets search_path to pg_catalog, pg_temp, and all other names are qualified. An empty search_path would
not do: pg_temp is then looked at first for types, and a domain named text in it would run its check in a definer's name
(PostgreSQL's manual, "Writing SECURITY DEFINER Functions Safely").
*/

create extension if not exists pg_cron with schema pg_catalog;
create extension if not exists pgcrypto with schema extensions;

-- Asked for by what it must provide rather than by its name: a project may have it under another arrangement already.
do $$
begin
  if to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    create extension if not exists pg_net with schema extensions;
  end if;
end;
$$;

create schema dashboard_refresh;

comment on schema dashboard_refresh is
  'Keeps materialized views fresh: registry (views), ledger (runs), audit (config_changes) and the functions that '
  'decide. Functions that start with an underscore are internal. Not exposed by the API.';

revoke all on schema dashboard_refresh from public, anon, authenticated, service_role;
