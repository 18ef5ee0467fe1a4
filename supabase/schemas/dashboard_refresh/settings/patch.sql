/*
Applies a patch of settings: one JSON object, as PATCH /reconfigure takes it. A setting that is not named stays as it is,
and null sets its default again (RFC 7396). Every bad word is named in one error, and then nothing has changed.
*/

create or replace function dashboard_refresh._require_patch(patch jsonb)
returns jsonb language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_patch jsonb := patch;
begin
  -- @supabase/lite encodes jsonb arguments twice.
  if jsonb_typeof(v_patch) = 'string' and left(v_patch #>> '{}', 1) = '{' then
    begin
      v_patch := (v_patch #>> '{}')::jsonb;
    exception
      -- Then it is a string after all, and refused as one.
      when invalid_text_representation then
        null;
    end;
  end if;

  if jsonb_typeof(v_patch) is distinct from 'object' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      'the settings are not a JSON object',
      format('Got %s.', coalesce('a JSON ' || jsonb_typeof(v_patch), 'nothing')),
      'Write them as {"schedule": "*/5 * * * *", "max_staleness": "10 minutes"}.'
    );
  elsif length(v_patch::text) > 16384 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      'the settings are too long',
      format('They have %s characters; at most 16384 are read.', length(v_patch::text)),
      'select * from dashboard_refresh.settings() lists what can be set.'
    );
  end if;

  return v_patch;
end;
$$;
comment on function dashboard_refresh._require_patch(jsonb) is
  'The patch as an object. Raises invalid_argument for anything else, and for one that is too long.';

create or replace function dashboard_refresh._apply_patch(view dashboard_refresh.views, patch jsonb)
returns dashboard_refresh.views language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := view;
  v_setting dashboard_refresh.setting;
  v_schedule record;
  v_together text[];
  v_misfit jsonb;
  v_patched dashboard_refresh.patched;
  v_problems text[] := array[]::text[];
  v_unknown text[];
  v_name text;
  v_refused jsonb := jsonb_build_object();
begin
  for v_setting in
    select settings.*
    from dashboard_refresh.settings() as settings
    where patch ? settings.name
  loop
    v_patched := dashboard_refresh._apply_setting(v_setting, patch -> v_setting.name, v_view);
    v_view := v_patched.view;

    if v_patched.problem is not null then
      v_problems := v_problems || v_patched.problem;
      v_refused := v_refused || jsonb_build_object(v_setting.name, patch -> v_setting.name);
    end if;
  end loop;

  -- Which schedules there are depends on the server's pg_cron, so a check on the column cannot tell.
  select *
  into v_schedule
  from dashboard_refresh._schedule_error(v_view.schedule)
  where patch ? 'schedule' and not v_refused ? 'schedule';

  select array_agg(misfits.problem), coalesce(jsonb_object_agg(misfits.name, patch -> misfits.name), '{}')
  into v_together, v_misfit
  from dashboard_refresh._misfits(v_view, patch) as misfits
  where not v_refused ? misfits.name;
  v_problems := v_problems || coalesce(v_together, '{}');
  v_refused := v_refused || v_misfit;

  v_unknown := array(
    select names.name
    from jsonb_object_keys(patch) as names (name)
    where names.name not in (select settings.name from dashboard_refresh.settings() as settings)
  );

  -- A slip is one word or a few; a patch that is something else altogether is not read out in full.
  foreach v_name in array v_unknown[:20] loop
    v_problems := v_problems || (
      format('there is no setting %s', quote_ident(left(v_name, 60)))
      || coalesce('; did you mean ' || dashboard_refresh._nearest_setting(v_name) || '?', '.')
    );
    v_refused := v_refused || jsonb_build_object(left(v_name, 60), patch -> v_name);
  end loop;

  if cardinality(v_unknown) > 20 then
    v_problems := v_problems || format('and %s more.', cardinality(v_unknown) - 20);
  end if;

  if v_problems = '{}' and v_schedule.code is not null then
    perform dashboard_refresh._raise(v_schedule.code, v_schedule.message, v_schedule.detail, v_schedule.hint);
  elsif v_problems <> '{}' then
    perform dashboard_refresh._raise(
      'invalid_setting',
      array_to_string(v_problems || (v_schedule.message || '.'), ' '),
      format('Got %s.', left(v_refused::text, 500)),
      format('Nothing was changed. The settings are %s.',
        (select string_agg(settings.name, ', ') from dashboard_refresh.settings() as settings))
    );
  end if;

  return v_view;
end;
$$;
comment on function dashboard_refresh._apply_patch(dashboard_refresh.views, jsonb) is
  'The view as it would be with these settings, given as _require_patch returns them; writes nothing. Raises '
  'unsupported_schedule, and invalid_setting that names everything that is wrong.';
