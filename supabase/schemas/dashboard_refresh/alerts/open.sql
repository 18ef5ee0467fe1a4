/* Opens and closes alerts. */

create or replace function dashboard_refresh._write_alert(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  kind text,
  at timestamptz
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_failed dashboard_refresh.runs;
  v_cause text := '';
  v_suspended_until constant timestamptz := dashboard_refresh._suspended_until(view, state);
  v_known constant dashboard_refresh.view_state := dashboard_refresh._known_state(view, state);
  v_as_of constant text := coalesce(
    'its data is as of ' || date_trunc('second', greatest(v_known.data_as_of, v_known.verified_at)),
    'its data, last known as of ' || date_trunc('second', greatest(state.data_as_of, state.verified_at))
      || ', is no longer what the last refresh left',
    'no refresh of it has succeeded yet'
  );
begin
  if kind <> 'recovered' then
    select * into v_failed
    from dashboard_refresh.runs
    where runs.view_id = view.id
      and runs.status in ('failed', 'lost')
      and (state.data_as_of is null or runs.requested_at > state.data_as_of)
    order by runs.finished_at desc
    limit 1;

    -- A message of the server may be as long as the row it complains of.
    if found then
      v_cause := concat(' Last: ', left(v_failed.error_message, 500), '. ' || left(v_failed.error_hint, 500));
    end if;
  end if;

  insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, next_attempt_at)
  values (
    view.id,
    kind,
    format('%s: ', view.view) || case kind
      when 'failing' then 'a refresh failed; ' || v_as_of || '.'
      when 'suspended' then format('suspended after %s failures in a row, tried again at %s; %s.',
        state.consecutive_failures, date_trunc('second', v_suspended_until), v_as_of)
      when 'function_failing' then format(
        'the Edge Function lost its last %s runs%s; %s.',
        state.consecutive_losses,
        case when view.path = 'auto' then format(', so refreshes run in the database, and it is tried again at %s',
          date_trunc('second', state.function_retry_at)) else '; each is made up for in the database' end,
        v_as_of
      )
      when 'stale' then format('older than promised (max_staleness %s); %s.', view.max_staleness, v_as_of)
      when 'reminder' then format('still %s, since %s; %s.', array_to_string(state.open_alerts, ' and '),
        date_trunc('second', state.alerting_since), v_as_of)
      when 'recovered' then format('recovered; %s. There was trouble since %s.', v_as_of,
        date_trunc('second', state.alerting_since))
    end || v_cause,
    jsonb_build_object(
      'view', view.view,
      'open', to_jsonb(state.open_alerts),
      'since', state.alerting_since,
      'consecutive_failures', state.consecutive_failures,
      'suspended_until', v_suspended_until,
      'data_as_of', v_known.data_as_of,
      'max_staleness_seconds', trim_scale(extract(epoch from view.max_staleness)),
      'run', case when v_failed.id is not null then dashboard_refresh._run_json(v_failed)::jsonb end
    ),
    -- Alerts are sent in their order, and one look may open and close.
    at + interval '1 microsecond' * (
      select count(*) from dashboard_refresh.alerts where alerts.view_id = view.id and alerts.created_at >= at
    ),
    at
  );
end;
$$;
comment on function dashboard_refresh._write_alert(
  dashboard_refresh.views, dashboard_refresh.view_state, text, timestamptz
) is
  'Writes an alert of this kind about the view and state as given, for the watchdog to send.';

create or replace function dashboard_refresh._open_alert(view dashboard_refresh.views, kind text, at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  update dashboard_refresh.view_state
  set open_alerts = view_state.open_alerts || _open_alert.kind,
    alerting_since = coalesce(view_state.alerting_since, at)
  where view_state.view_id = view.id
    and not (_open_alert.kind = any (view_state.open_alerts))
    -- A view that is suspended is known to fail.
    and not (_open_alert.kind = 'failing' and 'suspended' = any (view_state.open_alerts));

  if found then
    perform dashboard_refresh._write_alert(view, dashboard_refresh._state_of(view), _open_alert.kind, at);
  end if;
end;
$$;
comment on function dashboard_refresh._open_alert(dashboard_refresh.views, text, timestamptz) is
  'Alerts that the view is failing, suspended or stale, unless an alert about that is open already.';

create or replace function dashboard_refresh._close_alerts(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  kinds text[],
  at timestamptz
)
returns dashboard_refresh.view_state language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state := state;
begin
  if not v_state.open_alerts && kinds then
    return v_state;
  end if;

  v_state.open_alerts := array(
    select still.kind from unnest(v_state.open_alerts) as still (kind) where still.kind <> all (kinds)
  );

  if v_state.open_alerts = '{}' then
    perform dashboard_refresh._write_alert(view, v_state, 'recovered', at);
    v_state.alerting_since := null;
  end if;

  update dashboard_refresh.view_state
  set open_alerts = v_state.open_alerts,
    alerting_since = v_state.alerting_since
  where view_state.view_id = view.id;

  return v_state;
end;
$$;
comment on function dashboard_refresh._close_alerts(
  dashboard_refresh.views, dashboard_refresh.view_state, text[], timestamptz
) is
  'Records that these are over for the view, whose row of state the caller has locked, and returns the state; when '
  'nothing is open any more, alerts that it has recovered.';
