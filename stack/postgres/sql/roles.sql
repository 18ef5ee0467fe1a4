-- Roles of a Supabase project, with the memberships, settings and limits that the platform gives them.
-- Passwords are set by the caller. Runs once, as supabase_admin, the only superuser.

create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit;
create role supabase_auth_admin login noinherit;
create role postgres login createdb createrole replication bypassrls;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role, authenticator to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;

alter role supabase_admin set search_path = "$user", public, auth, extensions;
alter role postgres set search_path = "$user", public, extensions;
alter role supabase_auth_admin set search_path = auth;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
-- 8 s on Supabase, where PostgREST raises it for each function that carries its own statement_timeout, up to the
-- API's cap of 60 s. The REST API here does no such raising, so the cap stands for all.
alter role authenticator set statement_timeout = '60s';
alter role authenticator set lock_timeout = '8s';

-- The schemas that the API serves, where PostgREST is configured by the database. The advisors read it in any session.
alter database postgres set pgrst.db_schemas = 'public, graphql_public';

alter database postgres owner to postgres;
grant create on database postgres to supabase_auth_admin;

-- No default privileges for the API roles: new objects are not exposed unless a migration grants it.
grant usage on schema public to postgres, anon, authenticated, service_role;

-- Of supabase_admin, as all schemas of the platform are: `supabase db reset` drops those of everybody else.
create schema auth authorization supabase_admin;
grant all on schema auth to supabase_auth_admin;
grant usage on schema auth to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_auth_admin in schema auth grant all on tables to postgres;

create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;
