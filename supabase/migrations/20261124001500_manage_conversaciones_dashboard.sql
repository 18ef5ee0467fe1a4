/*
Purpose: manage the dashboard this project began with.

The view need not exist yet: status says so until it does. A hand-made job of this name, the remedy of old, is taken
over.
*/

select dashboard_refresh.manage(
  'public.mv_conversaciones_dashboard',
  job_name => 'refresh-conversaciones-dashboard',
  schedule => '*/5 * * * *'
);
