/* What a change of settings would do, without doing it. */

create or replace function dashboard_refresh._change_sentences(
  before dashboard_refresh.views,
  after dashboard_refresh.views,
  at timestamptz
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_before constant jsonb := dashboard_refresh._settings_json(before);
  v_after constant jsonb := dashboard_refresh._settings_json(after);
  v_line constant text := dashboard_refresh._job_schedule(after.schedule, after.time_zone);
  v_state constant dashboard_refresh.view_state := dashboard_refresh._state_of(before);
  v_sentences text[] := array(
    select format('%s: from %s to %s.', settings.name, coalesce(v_before ->> settings.name, 'none'),
      coalesce(v_after ->> settings.name, 'none'))
    from dashboard_refresh.settings() with ordinality
      as settings (name, type, default_value, limits, description, position)
    where v_before -> settings.name is distinct from v_after -> settings.name
    order by settings.position
  );
begin
  return (
    select to_json(v_sentences || coalesce(array_agg(found.sentence), '{}'))
    from (
      values
        (v_before = v_after, 'Nothing changes.'),
        (before.scheduled and not after.scheduled, format('The cron job %s is removed.', before.job_name)),
        (not before.scheduled and after.scheduled, format('The cron job %s is made.', after.job_name)),
        (
          after.scheduled and dashboard_refresh._job_schedule(before.schedule, before.time_zone) <> v_line
            or (after.scheduled and after.schedule <> v_line and before.time_zone is distinct from after.time_zone),
          case
            when after.schedule = v_line then format('The cron job fires at %s.', v_line)
            else format('The cron job fires at %s, in %s, and refreshes only when the schedule is due in %s.', v_line,
              dashboard_refresh._cron_zone(), after.time_zone)
          end
        ),
        (before.active and not after.active, case
          when after.paused_until is null then 'Scheduled refreshes stop until somebody sets active to true.'
          else 'Scheduled refreshes stop, and go on by themselves at paused_until.' end),
        (not before.active and after.active, 'Scheduled refreshes go on, and the pause and its reason are forgotten.'),
        (
          after.resumed_revision <> before.resumed_revision and v_state.consecutive_failures > 0,
          format('The %s failures in a row no longer count%s.', v_state.consecutive_failures,
            case when dashboard_refresh._suspended_until(before, v_state) > at then ', which ends the suspension' else '' end)
        )
    ) as found (is_found, sentence)
    where found.is_found
  );
end;
$$;
comment on function dashboard_refresh._change_sentences(
  dashboard_refresh.views, dashboard_refresh.views, timestamptz
) is
  'What changes between two states of the settings of a view, and what comes of it, as sentences.';

create or replace function dashboard_refresh._promise_json(view dashboard_refresh.views, at timestamptz)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_facts constant record := dashboard_refresh._promise_facts(view, at);
  v_is_refreshed constant boolean := view.active and view.scheduled;
begin
  return json_build_object(
    'max_staleness_seconds', trim_scale(extract(epoch from view.max_staleness)),
    'reachable', v_is_refreshed and v_facts.is_reachable,
    'reason', case
      when not view.scheduled then 'It has no job, so it is refreshed only when somebody asks for it.'
      when not view.active then 'It is paused, so it is refreshed only when somebody asks for it.'
      when not v_facts.is_reachable then format(
        'Up to %s pass between two firings and a refresh takes up to %s s, but max_staleness is %s.',
        v_facts.gap, round(extract(epoch from v_facts.p95), 1), view.max_staleness
      )
    end,
    'suggested_schedule', case when v_is_refreshed then v_facts.suggested_schedule end
  );
end;
$$;
comment on function dashboard_refresh._promise_json(dashboard_refresh.views, timestamptz) is
  'Whether the promise of a view can be kept with its settings; if not, why, and a schedule with which it can.';

create or replace function dashboard_refresh.preview(
  view text default null,
  settings jsonb default null,
  expected_revision integer default null,
  at timestamptz default clock_timestamp()
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_before dashboard_refresh.views;
  v_after dashboard_refresh.views;
  v_answer json;
  v_preview json;
begin
  perform dashboard_refresh._lock_configuration();
  v_before := dashboard_refresh._find_view(preview.view);

  -- Done, looked at and undone: so it says what would be, and fails where the real one would.
  begin
    v_answer := dashboard_refresh.reconfigure(v_before.view, settings, null, expected_revision);
    select * into strict v_after from dashboard_refresh.views where views.id = v_before.id;
    v_preview := json_build_object(
      'view', v_after.view,
      'dry_run', true,
      'before', v_answer -> 'before',
      'after', v_answer -> 'after',
      'revision', v_before.revision,
      'schedule', dashboard_refresh._schedule_json(v_after.schedule, v_after.time_zone, 3, at),
      'promise', dashboard_refresh._promise_json(v_after, at),
      'changes', dashboard_refresh._change_sentences(v_before, v_after, at),
      'problems', dashboard_refresh._problems(
        v_after, dashboard_refresh._state_of(v_after), dashboard_refresh._function_endpoint(),
        dashboard_refresh._alert_endpoint(), at
      )
    );
    raise exception using errcode = 'DRDRY', message = 'the preview is over';
  exception
    when sqlstate 'DRDRY' then
      return v_preview;
  end;
end;
$$;
comment on function dashboard_refresh.preview(text, jsonb, integer, timestamptz) is
  'What reconfigure would do with these settings, without doing it: before, after, the revision as it is, the next firings, '
  'whether the promise can be kept, what changes in sentences, and the problems that there would be. Raises what '
  'reconfigure would.';
