/* A composite type that the state of a view is made of. */

create type dashboard_refresh.watched as (
  catalog regclass,
  key text,
  objects oid[]
);

comment on type dashboard_refresh.watched is
  'Rows of a system catalog: those whose column key, an oid, is one of objects.';
