/* The alerts, page by page. */

create or replace function dashboard_refresh.alert_history(
  view text default null,
  before uuid default null,
  max_alerts integer default 50
)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
  v_before dashboard_refresh.alerts;
  v_page dashboard_refresh.alerts[];
begin
  if max_alerts is null or max_alerts not between 1 and 200 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('max_alerts = %s is out of range', coalesce(max_alerts::text, 'null')),
      'It is the number of alerts on a page.',
      'Ask for 1 to 200 alerts a page.'
    );
  end if;

  if alert_history.view is not null then
    v_view := dashboard_refresh._find_view(alert_history.view);
  end if;

  if before is not null then
    v_before := dashboard_refresh._find_alert(before);
  end if;

  v_page := array(
    select alerts
    from dashboard_refresh.alerts
    where (v_view.id is null or alerts.view_id = v_view.id)
      and (before is null or (alerts.created_at, alerts.id) < (v_before.created_at, v_before.id))
    order by alerts.created_at desc, alerts.id desc
    -- One more than asked for tells whether there is a next page.
    limit max_alerts + 1
  );

  return json_build_object(
    'view', v_view.view,
    'alerts', (
      select coalesce(
        json_agg(dashboard_refresh._alert_json(page) order by page.created_at desc, page.id desc), '[]'
      )
      from unnest(v_page[:max_alerts]) as page
    ),
    'next', case when cardinality(v_page) > max_alerts then (v_page[max_alerts]).id end
  );
end;
$$;
comment on function dashboard_refresh.alert_history(text, uuid, integer) is
  'A page of the alerts about a view (null: about all, and tests), newest first: at most max_alerts (1-200), older than the '
  'alert `before`. next is the following page''s before, null on the last. Raises unknown_view, unknown_alert, '
  'invalid_argument.';
