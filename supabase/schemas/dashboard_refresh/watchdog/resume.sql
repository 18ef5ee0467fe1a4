/* A pause that ends by itself. */

create or replace function dashboard_refresh._resume_paused(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
begin
  -- Somebody who changes settings right now may be doing it himself: the next minute will do.
  if not exists (select from dashboard_refresh.views where not views.active and views.paused_until <= at)
    or not pg_try_advisory_xact_lock(20261104, 0)
  then
    return;
  end if;

  for v_view in
    select *
    from dashboard_refresh.views
    where not views.active and views.paused_until <= at
    order by views.id
    for update skip locked
  loop
    -- One whose job cannot be written, as its name has gone to another, keeps no other waiting.
    begin
      perform dashboard_refresh._save_settings(
        v_view, '{"active": true}', 'reconfigure', 'paused_until', dashboard_refresh._settings_json(v_view)
      );
      perform dashboard_refresh._record_duty('_resume_paused', v_view.id, at, null, null);
    exception
      when others then
        perform dashboard_refresh._record_duty(
          '_resume_paused', v_view.id, at, sqlstate, coalesce(dashboard_refresh._safe_message(sqlerrm), '')
        );
    end;
  end loop;
end;
$$;
comment on function dashboard_refresh._resume_paused(timestamptz) is
  'A duty of the watchdog: resumes the views whose pause ends by `at`, named paused_until in the audit. Waits for nobody.';
