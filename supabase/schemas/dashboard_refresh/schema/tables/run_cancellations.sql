/* Who wanted a run to be stopped. Apart from the ledger, whose rows only the holder of the view's lock may change. */

create table dashboard_refresh.run_cancellations (
  run_id uuid primary key references dashboard_refresh.runs (id) on delete cascade,
  requested_at timestamptz not null default clock_timestamp(),
  requested_by text not null,
  reason text,

  constraint run_cancellations_reason_check check (length(reason) between 1 and 200)
);

comment on table dashboard_refresh.run_cancellations is
  'Cancellations: one row a run that somebody wants stopped. The run is cancelled once its session has let go.';
comment on column dashboard_refresh.run_cancellations.run_id is 'The run.';
comment on column dashboard_refresh.run_cancellations.requested_at is 'When it was to be stopped.';
comment on column dashboard_refresh.run_cancellations.requested_by is
  'Who: what the Edge Function says of its caller, or the role of the database session.';
comment on column dashboard_refresh.run_cancellations.reason is 'Why, for people; null when nothing was said.';

alter table dashboard_refresh.run_cancellations enable row level security;
