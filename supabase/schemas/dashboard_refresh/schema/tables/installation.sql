/*
Which database this was installed in.

A dump, a clone or a restored backup brings the tables along, and a physical one Vault and the jobs too. Only the server
knows that it is another one, so what it says of itself is written down and compared before anything is sent.
*/

create table dashboard_refresh.installation (
  is_only_row boolean primary key default true,
  system_identifier bigint not null,
  database_oid oid not null,
  database_name text not null,
  timeline integer not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,

  constraint installation_is_only_row_check check (is_only_row)
);

comment on table dashboard_refresh.installation is
  'The identity of the database at the install, or when it was last adopted: one row. Where it is no longer that of the '
  'database, nothing is sent; see adopt.';
comment on column dashboard_refresh.installation.is_only_row is 'Key; always true.';
comment on column dashboard_refresh.installation.system_identifier is
  'Of the server''s data directory, from pg_control_system: a dump that is restored into another server gets another.';
comment on column dashboard_refresh.installation.database_oid is
  'Of the database: a dump that is restored into another database of the same server gets another.';
comment on column dashboard_refresh.installation.database_name is 'Its name then, for people; it may be renamed.';
comment on column dashboard_refresh.installation.timeline is
  'Of the write-ahead log: a physical backup that is restored, or a standby that is promoted, gets a later one.';
comment on column dashboard_refresh.installation.recorded_at is 'When it was recorded.';
comment on column dashboard_refresh.installation.recorded_by is 'The role of the session that recorded it.';

alter table dashboard_refresh.installation enable row level security;
