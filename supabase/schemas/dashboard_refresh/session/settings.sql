/*
One set of session settings for refreshes, drift and fingerprints, whoever asks for them.

A query's result may depend on the session: its time zone, its formats, its text search configuration. Sessions differ: those
of the API have the settings of the role authenticator, those of pg_cron the settings of the jobs' owner. What counts is
what the owner gets at login, as a hand-made cron job would.
*/

create or replace function dashboard_refresh._setting_names()
returns text[] language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select array[
    'TimeZone', 'DateStyle', 'IntervalStyle', 'timezone_abbreviations',
    'default_text_search_config', 'gin_fuzzy_search_limit',
    'lc_messages', 'lc_monetary', 'lc_numeric', 'lc_time',
    'bytea_output', 'extra_float_digits', 'xmlbinary', 'xmloption', 'quote_all_identifiers', 'array_nulls',
    -- What functions in the view are parsed by.
    'search_path', 'standard_conforming_strings', 'transform_null_equals',
    'row_security'
  ];
$$;
comment on function dashboard_refresh._setting_names() is
  'The settings of a session that the result of a query may depend on without naming them.';

create or replace function dashboard_refresh._is_recordable(name text)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select lower(name) not in (
    -- The call's own: a refresh sets them, or they tell who asked.
    'application_name', 'client_encoding', 'lock_timeout', 'statement_timeout', 'role', 'session_authorization',
    'is_superuser', 'transaction_isolation', 'transaction_read_only', 'transaction_deferrable', 'in_hot_standby', 'seed'
  )
  and lower(name) !~ '^(request|response)\.';
$$;
comment on function dashboard_refresh._is_recordable(text) is
  'True for a setting that can be the same in every session that refreshes. A view that reads one that cannot is not the '
  'same from one session to the next.';

create or replace function dashboard_refresh._session_settings()
returns jsonb language plpgsql
-- Volatile, to see what others have committed since the caller's statement began.
set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(
    (select session_settings.settings from dashboard_refresh.session_settings order by session_settings.id desc limit 1),
    '{}'
  );
end;
$$;
comment on function dashboard_refresh._session_settings() is
  'The session settings that are recorded, as an object of names and values, for _use_settings.';

create or replace function dashboard_refresh._settings_stamp(custom_settings text[] default null)
returns text language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_recorded dashboard_refresh.session_settings;
begin
  select * into v_recorded from dashboard_refresh.session_settings order by session_settings.id desc limit 1;

  if coalesce(cardinality(custom_settings), 0) = 0 then
    return v_recorded.stamp;
  end if;

  return v_recorded.stamp || md5((
    select jsonb_object_agg(names.name, v_recorded.settings -> names.name)::text
    from (select lower(custom_settings.name) from unnest(custom_settings) as custom_settings (name)) as names (name)
  ));
end;
$$;
comment on function dashboard_refresh._settings_stamp(text[]) is
  'A value that changes when the session settings change under which refreshes run; of those that only some views read, '
  'the named ones. Null while none are recorded.';
