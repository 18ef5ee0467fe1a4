/* Puts a query under the session settings that are recorded. */

create or replace function dashboard_refresh._refresh_search_path()
returns text language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_recorded constant text := dashboard_refresh._session_settings() ->> 'search_path';
begin
  return case
    -- Since PostgreSQL 17 a REFRESH has a search_path of its own.
    when v_recorded is null or current_setting('server_version_num')::integer >= 170000 then 'pg_catalog, pg_temp'
    -- A session of pg_cron has no temporary objects; those of another must not hide what a function in the view means.
    when pg_my_temp_schema() <> 0 and v_recorded !~ 'pg_temp' then concat_ws(', ', nullif(v_recorded, ''), 'pg_temp')
    else v_recorded
  end;
end;
$$;
comment on function dashboard_refresh._refresh_search_path() is 'The search_path for a REFRESH: the one that is recorded.';

create or replace function dashboard_refresh._request_settings()
returns jsonb language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_cleared jsonb := '{
    "request.jwt.claims": "{}", "request.headers": "{}", "request.cookies": "{}", "request.method": "",
    "request.path": "", "request.jwt.claim": "", "request.jwt.claim.sub": "", "request.jwt.claim.role": "",
    "request.jwt.claim.email": ""
  }'::jsonb;
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
  v_before jsonb := '{}'::jsonb;
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
