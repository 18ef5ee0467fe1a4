/*
The extensions the product needs, and its schema.

Never expose this schema through the API. The API roles reach it only through the wrappers in public.

Every function sets search_path to pg_catalog, pg_temp and qualifies all other names. An empty search_path would not do:
pg_temp is then searched first for types, so that a domain named text in it would run its check as the definer
(PostgreSQL's manual, "Writing SECURITY DEFINER Functions Safely").
*/

create extension if not exists pg_cron with schema pg_catalog;

-- Asked for by what it must provide rather than by name: a project may have it under another arrangement already.
do $$
begin
  if to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    create extension if not exists pg_net with schema extensions;
  end if;
end;
$$;

create schema dashboard_refresh;

comment on schema dashboard_refresh is
  'Keeps materialized views fresh: registry (views, view_state), ledger (runs), alerts, audit (config_changes) and the '
  'functions that decide. Functions that start with an underscore are internal. Not exposed by the API.';
