/*
Settings of a session that the result of a query may depend on, as the owner of the jobs gets them at login.

A row for each change, and the newest counts: a tick that is about to refresh for minutes writes one and holds up no other
tick, which it would if it changed a row. What is older is removed by the next that writes.
*/

create table dashboard_refresh.session_settings (
  id bigint generated always as identity primary key,
  settings jsonb not null,
  stamp text not null,
  recorded_at timestamptz not null,
  recorded_in text not null,
  session_started_at timestamptz not null,

  constraint session_settings_recorded_in_check check (recorded_in in ('pg_cron', 'session', 'catalog'))
);

comment on table dashboard_refresh.session_settings is
  'The session settings under which every refresh, drift check and fingerprint runs, on every path: those of a new '
  'session of the jobs'' owner in this database. The newest row counts.';
comment on column dashboard_refresh.session_settings.id is 'Grows with each change.';
comment on column dashboard_refresh.session_settings.settings is
  'Name and value of each setting, as current_setting() shows it; null for a setting that is not there.';
comment on column dashboard_refresh.session_settings.stamp is
  'Changes when a setting changes that refreshes run under; see _settings_stamp.';
comment on column dashboard_refresh.session_settings.recorded_at is 'When these settings were first seen.';
comment on column dashboard_refresh.session_settings.recorded_in is
  'Where they were seen: in a session of pg_cron, in another session of the jobs'' owner, or, until one of these ticks, '
  'in the catalog and the session that installed or refreshed.';
comment on column dashboard_refresh.session_settings.session_started_at is
  'When the session began that they were seen in: an older one may have other settings only because it is older.';

comment on constraint session_settings_recorded_in_check on dashboard_refresh.session_settings is
  'Settings are recorded in pg_cron, session or catalog.';

alter table dashboard_refresh.session_settings enable row level security;
