/* Checks of the doctor that somebody does not want to hear of. */

create table dashboard_refresh.doctor_silences (
  check_id text not null,
  view_id integer references dashboard_refresh.views (id) on delete cascade,
  silenced_at timestamptz not null default clock_timestamp(),
  silenced_by text not null,
  reason text,

  constraint doctor_silences_key unique nulls not distinct (check_id, view_id),
  constraint doctor_silences_reason_check check (length(reason) between 1 and 200)
);

-- The foreign key.
create index doctor_silences_view_id_idx on dashboard_refresh.doctor_silences (view_id);

comment on table dashboard_refresh.doctor_silences is
  'Checks of the doctor that are silenced: one row a check, or a check of one view. They are made and shown all the same.';
comment on column dashboard_refresh.doctor_silences.check_id is 'The check; see _doctor_checks.';
comment on column dashboard_refresh.doctor_silences.view_id is 'The view, where the check is silenced for this one alone.';
comment on column dashboard_refresh.doctor_silences.silenced_at is 'When.';
comment on column dashboard_refresh.doctor_silences.silenced_by is
  'Who: what the Edge Function says of its caller, or the role of the database session.';
comment on column dashboard_refresh.doctor_silences.reason is 'Why, for people; null when nothing was said.';

alter table dashboard_refresh.doctor_silences enable row level security;
