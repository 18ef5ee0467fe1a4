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

create or replace function dashboard_refresh._settings_stamp()
returns text language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select session_settings.stamp from dashboard_refresh.session_settings order by session_settings.id desc limit 1
  );
end;
$$;
comment on function dashboard_refresh._settings_stamp() is
  'A value that changes when the session settings change under which refreshes run; null while none are recorded.';

create or replace function dashboard_refresh._request_settings()
returns jsonb language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_cleared jsonb := '{
    "request.jwt.claims": "{}", "request.headers": "{}", "request.cookies": "{}", "request.method": "",
    "request.path": "", "request.jwt.claim": "", "request.jwt.claim.sub": "", "request.jwt.claim.role": "",
    "request.jwt.claim.email": ""
  }';
  v_json text;
begin
  -- Releases of PostgREST before 12 set one for each claim, header and cookie.
  foreach v_json in array array['request.jwt.claims', 'request.headers', 'request.cookies'] loop
    begin
      v_cleared := v_cleared || coalesce(
        (
          select jsonb_object_agg(settings.name, '')
          from jsonb_object_keys(nullif(current_setting(v_json, true), '')::jsonb) as keys (key)
          cross join lateral (select rtrim(v_json, 's') || '.' || lower(keys.key)) as settings (name)
          where nullif(current_setting(settings.name, true), '') is not null
        ),
        '{}'
      );
    exception
      -- Not what PostgREST sets.
      when invalid_text_representation or invalid_parameter_value then
        null;
    end;
  end loop;

  return v_cleared;
end;
$$;
comment on function dashboard_refresh._request_settings() is
  'What the settings that tell of a request are while a view is refreshed: empty, on every path. Those that hold JSON are '
  'an empty object, because a query that reads them casts them.';

create or replace function dashboard_refresh._use_settings(settings jsonb)
returns jsonb language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_before jsonb := '{}';
  v_setting record;
begin
  for v_setting in
    select wanted.name, coalesce(wanted.value, '') as value, current_setting(wanted.name, true) as current
    from jsonb_each_text(dashboard_refresh._request_settings() || settings - 'search_path') as wanted (name, value)
  loop
    continue when coalesce(v_setting.current, '') = v_setting.value;

    begin
      perform set_config(v_setting.name, v_setting.value, true);
      v_before := v_before || jsonb_build_object(v_setting.name, v_setting.current);
    exception
      -- The caller may not set it, or its value has no meaning here: a text search configuration that is gone.
      when insufficient_privilege or cant_change_runtime_param or invalid_parameter_value or undefined_object
        or invalid_name
      then
        null;
    end;
  end loop;

  return v_before;
end;
$$;
comment on function dashboard_refresh._use_settings(jsonb) is
  'Sets these session settings until the end of the transaction, clears what tells of a request, and returns what the '
  'changed ones were before; given that, it puts them back. So under _session_settings() a query sees what it sees in '
  'every refresh. What may not be set is left alone, and so is search_path: a function that pins its own can set no '
  'other for its caller. To be put back before anything is raised: _raise looks whether there is a request.';
