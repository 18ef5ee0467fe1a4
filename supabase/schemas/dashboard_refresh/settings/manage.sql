/* Registers a view; named again, it is given other settings. */

create or replace function dashboard_refresh._new_view(name text)
returns dashboard_refresh.views language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_parts text[];
  v_view dashboard_refresh.views;
begin
  begin
    v_parts := parse_ident(name);
  exception
    when invalid_parameter_value then
      v_parts := null;
  end;

  if v_parts is null or cardinality(v_parts) > 2 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s is no name of a view', coalesce(quote_literal(name), 'null')),
      'A name has one or two parts, and none of them is empty.',
      'Write schema.view, with double quotes around what is not plain lower case.'
    );
  end if;

  v_view := jsonb_populate_record(
    v_view, (select jsonb_object_agg(settings.name, settings.default_value) from dashboard_refresh.settings() as settings)
  );
  v_view.schema_name := case when cardinality(v_parts) = 1 then 'public' else v_parts[1] end;
  v_view.view_name := v_parts[cardinality(v_parts)];
  v_view.view := quote_ident(v_view.schema_name) || '.' || quote_ident(v_view.view_name);
  return v_view;
end;
$$;
comment on function dashboard_refresh._new_view(text) is
  'A view of that name, written as in SQL and in schema public unless another is given, with all settings at their '
  'defaults; it is not registered by this. Raises invalid_argument for what is not a name.';

create or replace function dashboard_refresh.manage(
  view text,
  schedule text default null,
  settings jsonb default '{}'
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._new_view(manage.view);
  v_managed dashboard_refresh.views;
  v_patch jsonb := dashboard_refresh._require_patch(coalesce(settings, '{}'));
  v_kind "char";
  v_before json;
  v_job record;
begin
  perform dashboard_refresh._lock_configuration();
  perform dashboard_refresh._expect_settings(null);

  if manage.schedule is not null then
    v_patch := v_patch || jsonb_build_object('schedule', manage.schedule);
  end if;

  select * into v_managed from dashboard_refresh.views where views.view = v_view.view;

  if found then
    v_view := v_managed;
    v_before := dashboard_refresh._settings_json(v_view);
  end if;

  v_kind := (dashboard_refresh._relation(v_view)).kind;

  if v_kind is null then
    raise notice using
      message = format('%s does not exist yet', v_view.view),
      hint = format('It is refreshed as soon as it does. If this is a typo: select dashboard_refresh.unmanage(%L);',
        v_view.view);
  elsif v_kind <> 'm' then
    perform dashboard_refresh._raise(
      'not_a_materialized_view',
      format('%s is not a materialized view', v_view.view),
      format('It is a %s.', case v_kind
        when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'plain view' when 'i' then 'index'
        when 'S' then 'sequence' when 'f' then 'foreign table' when 'c' then 'type' else 'relation of another kind'
      end),
      'Name a materialized view, or one that does not exist yet.'
    );
  end if;

  if v_managed.id is null then
    select job.active, job.schedule, job.command
    into v_job
    from cron.job
    where job.username = current_user
      and job.jobname = coalesce(
        v_patch ->> 'job_name', dashboard_refresh._default_job_name(v_view.schema_name, v_view.view_name)
      );

    -- A job that was paused by hand stays paused when it is taken over, unless the caller says otherwise.
    if found then
      v_before := json_build_object('taken_over', v_job);
      v_view.active := v_job.active;
    end if;
  end if;

  return dashboard_refresh._save_settings(v_view, v_patch, 'manage', null, v_before);
end;
$$;
comment on function dashboard_refresh.manage(text, text, jsonb) is
  'Registers a materialized view, which need not exist yet, and schedules its job; on a managed view it changes the '
  'settings that are given. settings: a JSON object of the names that settings() lists; schedule: the same as in there. '
  'A hand-made job of the same name that refreshes the view is taken over. Returns view, before (null when new, '
  'taken_over when there was such a job), after and revision. Raises not_a_materialized_view, invalid_setting, '
  'unsupported_schedule, job_conflict, invalid_argument; then nothing has changed.';
