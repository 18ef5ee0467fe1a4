/* The watchdog's cron job. Made again by each release. */

create or replace function dashboard_refresh._schedule_watchdog()
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  perform cron.schedule('refresh-dashboard-watchdog', '* * * * *', dashboard_refresh._watchdog_command());
end;
$$;
comment on function dashboard_refresh._schedule_watchdog() is
  'Makes the jobs that belong to no view, where they are not there already as they should be.';

select dashboard_refresh._schedule_watchdog();
