/*
Quiet hours: alerts about a view wait until they are over, and then one message tells of all of them.

They are judged when an alert would be sent, and not when it is written, so that a change of the setting counts at once.
*/

create or replace function dashboard_refresh._is_quiet(quiet_hours text, time_zone text, at timestamptz)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_from constant time := split_part(quiet_hours, '-', 1)::time;
  v_until constant time := split_part(quiet_hours, '-', 2)::time;
  v_now constant time := (at at time zone coalesce(time_zone, dashboard_refresh._cron_zone()))::time;
begin
  return case
    when quiet_hours is null then false
    when v_from < v_until then v_now >= v_from and v_now < v_until
    -- Through midnight; from one minute to the same, all day.
    else v_now >= v_from or v_now < v_until
  end;
end;
$$;
comment on function dashboard_refresh._is_quiet(text, text, timestamptz) is
  'Whether `at` falls into quiet hours, such as 22:00-07:00 in time_zone (null: that of pg_cron). The end does not belong to '
  'them; null: there are none.';

create or replace function dashboard_refresh._is_held(alert dashboard_refresh.alerts, at timestamptz)
returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from dashboard_refresh.views
    where views.id = alert.view_id
      and views.quiet_hours is not null
      and dashboard_refresh._is_quiet(views.quiet_hours, views.time_zone, at)
  );
$$;
comment on function dashboard_refresh._is_held(dashboard_refresh.alerts, timestamptz) is
  'Whether an alert is held back at `at`, in the quiet hours of the view that it is about. A test and a summary never are.';

create or replace function dashboard_refresh._hold_alerts(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  update dashboard_refresh.alerts
  set held_at = at
  where alerts.id in (
    select alerts.id
    from dashboard_refresh.alerts
    where alerts.status = 'pending' and alerts.held_at is null and dashboard_refresh._is_held(alerts, at)
    for no key update skip locked
  );
end;
$$;
comment on function dashboard_refresh._hold_alerts(timestamptz) is
  'Notes which alerts are held back at `at`, so that it is known after the quiet hours which they were.';

create or replace function dashboard_refresh._summarize_alerts(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_summary constant uuid := gen_random_uuid();
  v_held uuid[];
  v_text text;
begin
  -- Of an alert that was tried before the quiet hours began the receiver may have heard: it goes its own way.
  v_held := array(
    select alerts.id
    from dashboard_refresh.alerts
    where alerts.status = 'pending'
      and alerts.held_at is not null
      and alerts.attempts = 0
      and not dashboard_refresh._is_held(alerts, at)
    order by alerts.created_at
    for no key update skip locked
  );

  -- One alert is its own summary.
  if cardinality(v_held) < 2 then
    return;
  end if;

  select string_agg(
    format('%s: %s%s', told.view, told.kinds, coalesce('; still ' || told.still, '; all of it is over')),
    '. ' order by told.still is null, told.view
  )
  into v_text
  from (
    select
      views.view,
      string_agg(
        format('%s at %s', alerts.kind, to_char(
          alerts.created_at at time zone coalesce(views.time_zone, dashboard_refresh._cron_zone()), 'HH24:MI'
        )),
        ', ' order by alerts.created_at
      ) as kinds,
      nullif(array_to_string(view_state.open_alerts, ' and '), '') as still
    from dashboard_refresh.alerts
    join dashboard_refresh.views on views.id = alerts.view_id
    join dashboard_refresh.view_state on view_state.view_id = views.id
    where alerts.id = any (v_held)
    group by views.view, view_state.open_alerts
  ) as told;

  insert into dashboard_refresh.alerts (id, kind, summary, facts, created_at, next_attempt_at)
  select
    v_summary,
    'summary',
    format('In the quiet hours: %s.', v_text),
    jsonb_build_object(
      'alerts', jsonb_agg(
        jsonb_build_object('id', alerts.id, 'kind', alerts.kind, 'created_at', alerts.created_at, 'facts', alerts.facts)
        order by alerts.created_at
      )
    ),
    at,
    at
  from dashboard_refresh.alerts
  where alerts.id = any (v_held);

  update dashboard_refresh.alerts
  set status = 'summarized',
    finished_at = at,
    summarized_by = v_summary
  where alerts.id = any (v_held);
end;
$$;
comment on function dashboard_refresh._summarize_alerts(timestamptz) is
  'Where several alerts were held back by quiet hours that are over at `at`, writes one summary in their place, of all views.';
