/* Stores the settings of a view. */

create or replace function dashboard_refresh._store_settings(view dashboard_refresh.views)
returns dashboard_refresh.views language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_columns text;
  v_values text;
  v_stored dashboard_refresh.views;
begin
  select string_agg(quote_ident(settings.name), ', '), string_agg(format('($1).%I', settings.name), ', ')
  into v_columns, v_values
  from dashboard_refresh.settings() as settings;

  if view.id is null then
    execute format(
      'insert into dashboard_refresh.views (schema_name, view_name, relation_oid, taken_over, paused_by, paused_at, %s) '
      'values (($1).schema_name, ($1).view_name, ($1).relation_oid, ($1).taken_over, ($1).paused_by, ($1).paused_at, %s)',
      v_columns, v_values
    )
    using view;
    insert into dashboard_refresh.view_state (view_id)
    select views.id from dashboard_refresh.views where views.view = _store_settings.view.view;
  else
    execute format(
      'update dashboard_refresh.views set (revision, resumed_revision, schema_name, view_name, relation_oid, former_name, '
      'paused_by, paused_at, %s) = row(revision + 1, ($1).resumed_revision, ($1).schema_name, ($1).view_name, ($1).relation_oid, '
      '($1).former_name, ($1).paused_by, ($1).paused_at, %s) where id = ($1).id',
      v_columns, v_values
    )
    using view;
  end if;

  select * into strict v_stored from dashboard_refresh.views where views.view = _store_settings.view.view;
  return v_stored;
exception
  when unique_violation then
    perform dashboard_refresh._raise(
      'job_conflict',
      format('the job name %s is used by another managed view', quote_literal(view.job_name)),
      'Each managed view has a job of its own.',
      'Choose another job_name. Nothing was changed.'
    );
    return null;
end;
$$;
comment on function dashboard_refresh._store_settings(dashboard_refresh.views) is
  'Writes the name and the settings of a view, a new one (id is null) with an empty state. Returns the row as stored. '
  'Raises job_conflict when another view has the job name.';

create or replace function dashboard_refresh._save_settings(
  view dashboard_refresh.views,
  patch jsonb,
  action text,
  changed_by text,
  before json
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._apply_patch(view, patch);
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
  v_after json;
begin
  if v_relation.kind = 'm' then
    v_view.relation_oid := v_relation.oid;
  end if;

  v_view.job_name := coalesce(
    v_view.job_name, dashboard_refresh._default_job_name(v_view.schema_name, v_view.view_name)
  );

  -- To resume is also the way out of a suspension.
  if patch ? 'active' and v_view.active then
    v_view.resumed_revision := v_view.revision + 1;
  end if;

  if v_view.active then
    v_view.paused_by := null;
    v_view.paused_at := null;
    v_view.pause_reason := null;
    v_view.paused_until := null;
  elsif v_view.paused_at is null then
    v_view.paused_by := coalesce(_save_settings.changed_by, session_user);
    v_view.paused_at := clock_timestamp();
  end if;

  v_view := dashboard_refresh._store_settings(v_view);
  v_after := dashboard_refresh._settings_json(v_view);
  perform dashboard_refresh._sync_job(v_view, before::jsonb);
  perform dashboard_refresh._sync_freshness_readers();

  -- A call that is repeated, by a client or on its way, changes nothing the second time.
  if v_after::jsonb is distinct from before::jsonb then
    insert into dashboard_refresh.config_changes (changed_by, action, view, before, after)
    values (coalesce(_save_settings.changed_by, session_user), _save_settings.action, v_view.view, before, v_after);
  end if;

  return json_build_object('view', v_view.view, 'before', before, 'after', v_after, 'revision', v_view.revision);
end;
$$;
comment on function dashboard_refresh._save_settings(dashboard_refresh.views, jsonb, text, text, json) is
  'Applies a patch to a view''s settings and stores them, brings the cron job in step and writes the audit: all or '
  'nothing. before: what the audit says of the state until now. Returns view, before, after and revision. Raises '
  'invalid_setting, invalid_argument, unsupported_schedule, job_conflict.';
