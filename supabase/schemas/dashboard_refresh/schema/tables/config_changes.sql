/* The audit: every change of what is managed and how. */

create table dashboard_refresh.config_changes (
  id bigint generated always as identity primary key,
  changed_at timestamptz not null default clock_timestamp(),
  changed_by text not null,
  action text not null,
  view text,
  before jsonb,
  after jsonb,

  constraint config_changes_action_check check (action in ('manage', 'unmanage', 'reconfigure', 'rename', 'adopt')),
  constraint config_changes_view_check check ((action = 'adopt') = (view is null))
);

create index config_changes_view_changed_at_idx on dashboard_refresh.config_changes (view, changed_at desc);

comment on table dashboard_refresh.config_changes is
  'Audit: one row a change of what is managed and how. Outlives the view; see _delete_expired for how long rows are kept.';
comment on column dashboard_refresh.config_changes.id is 'Key.';
comment on column dashboard_refresh.config_changes.changed_at is 'When.';
comment on column dashboard_refresh.config_changes.changed_by is
  'Who: what the Edge Function says of its caller, or the role of the database session; for a rename, whoever noticed it.';
comment on column dashboard_refresh.config_changes.action is
  'manage, unmanage, reconfigure, adopt, or rename: the view itself was, and its name and job followed.';
comment on column dashboard_refresh.config_changes.view is 'The view by its name, because an unmanaged one has no key.';
comment on column dashboard_refresh.config_changes.before is
  'All settings before; null when it was not managed. For adopt: the installation that was recorded.';
comment on column dashboard_refresh.config_changes.after is
  'All settings after; null when it is no longer managed. For adopt: what it did.';

alter table dashboard_refresh.config_changes enable row level security;
