/*
What the release made, as it made it: written at the end of every install and upgrade, compared by the doctor.

The statements are kept too, so that what was altered or dropped by hand can be made again without the release's file.
*/

create table dashboard_refresh.release_objects (
  kind text not null,
  identity text not null,
  hash text not null,
  definition text,

  primary key (kind, identity)
);

comment on table dashboard_refresh.release_objects is
  'Objects of the installed release: one row a function, view, table, column, constraint, index, sequence or type.';
comment on column dashboard_refresh.release_objects.kind is
  'function, view, table, column, constraint, index, sequence or type.';
comment on column dashboard_refresh.release_objects.identity is 'Its qualified name; of a function with its arguments.';
comment on column dashboard_refresh.release_objects.hash is
  'Hash of what it is made of, as every version of PostgreSQL tells it; see _objects.';
comment on column dashboard_refresh.release_objects.definition is
  'Statements that make it again; null where that takes a backup.';

alter table dashboard_refresh.release_objects enable row level security;
