/*
Manages the dashboard this project began with. Only this repository's demo needs it.

The view need not exist yet: status says so until it does. A hand-made job of this name, the usual fix by hand, is taken
over.
*/

select dashboard_refresh.manage(
  'public.mv_conversaciones_dashboard',
  '*/5 * * * *',
  '{"job_name": "refresh-conversaciones-dashboard"}',
  expect_missing => true
);
