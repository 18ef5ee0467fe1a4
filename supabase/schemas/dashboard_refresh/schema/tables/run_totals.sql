/*
Totals of the runs of each view that never fall, while the ledger forgets: a row a combination of what metrics tell apart.

A combination has several rows where several sessions have counted in it at once, so that nobody waits for another's
transaction: its total is their sum.

Not columns of view_state: there each would be a column a combination, and its row is written by every tick that skips.
*/

create table dashboard_refresh.run_totals (
  view_id integer not null,
  status text not null,
  trigger text not null,
  path text not null,
  runs bigint not null default 0,
  refreshes bigint not null default 0,
  seconds numeric not null default 0,
  rows_inserted bigint not null default 0,
  rows_deleted bigint not null default 0,
  part integer not null default 0,

  primary key (view_id, status, trigger, path, part)
);

comment on table dashboard_refresh.run_totals is
  'Totals of the runs that became final since the view is managed, by status, trigger and path. They never fall.';
comment on column dashboard_refresh.run_totals.view_id is
  'The managed view. No foreign key: a run that ends must never wait for a transaction that unmanages the view.';
comment on column dashboard_refresh.run_totals.status is 'succeeded, failed, lost or cancelled.';
comment on column dashboard_refresh.run_totals.trigger is 'As in runs.';
comment on column dashboard_refresh.run_totals.path is 'As in runs: where they ran.';
comment on column dashboard_refresh.run_totals.runs is 'Number of runs.';
comment on column dashboard_refresh.run_totals.refreshes is
  'Number of them that were refreshes of their own: not served by that of another run, and begun.';
comment on column dashboard_refresh.run_totals.seconds is 'Seconds that these refreshes took.';
comment on column dashboard_refresh.run_totals.rows_inserted is 'Rows that they added.';
comment on column dashboard_refresh.run_totals.rows_deleted is 'Rows that they removed.';
comment on column dashboard_refresh.run_totals.part is
  'Tells the rows of a combination apart: 0, or the process id of the session that made it. Add them up.';

alter table dashboard_refresh.run_totals enable row level security;
