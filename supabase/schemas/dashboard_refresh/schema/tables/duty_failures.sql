/* Duties of the watchdog that fail. */

create table dashboard_refresh.duty_failures (
  duty text not null,
  view_id integer,
  since timestamptz not null,
  last_at timestamptz not null,
  error_sqlstate text not null,
  error_message text not null,

  constraint duty_failures_key unique nulls not distinct (duty, view_id)
);

comment on table dashboard_refresh.duty_failures is
  'Duties of the watchdog that fail: one row a duty, deleted as soon as it succeeds. Its other duties go on meanwhile.';
comment on column dashboard_refresh.duty_failures.duty is 'The function of schema dashboard_refresh that does the duty.';
comment on column dashboard_refresh.duty_failures.view_id is
  'The view, for a duty that is done for each view; otherwise null. No foreign key: recording a failure must never wait '
  'for a transaction that unmanages the view.';
comment on column dashboard_refresh.duty_failures.since is 'First failure of the present streak.';
comment on column dashboard_refresh.duty_failures.last_at is 'Last failure.';
comment on column dashboard_refresh.duty_failures.error_sqlstate is 'SQLSTATE of the last failure.';
comment on column dashboard_refresh.duty_failures.error_message is 'What went wrong.';

alter table dashboard_refresh.duty_failures enable row level security;
