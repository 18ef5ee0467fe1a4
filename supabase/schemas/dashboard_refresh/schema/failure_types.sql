/* Composite types of what is found out about a refresh that failed. */

create type dashboard_refresh.failure as (
  context text,
  detail text,
  constraint_name text,
  type_name text
);

comment on type dashboard_refresh.failure is
  'What the server says of a failed refresh beside the message, to find out where it failed: never stored and never shown, '
  'since it may quote statements and data.';

create type dashboard_refresh.place as (
  function oid,
  line integer
);

comment on type dashboard_refresh.place is
  'Where in a user''s function a refresh failed; all null where it failed outside of one.';

create type dashboard_refresh.read_relation as (
  reader oid,
  relation oid,
  role oid
);

comment on type dashboard_refresh.read_relation is
  'A relation that a view reads: reader, the view that names it; role, whose rights to it count.';

create type dashboard_refresh.touched_relation as (
  relation oid,
  rank integer,
  blocking_modes text[]
);

comment on type dashboard_refresh.touched_relation is
  'A relation that a refresh locks: which modes of a lock held by others are in its way; rank 1: the view itself, 2: its '
  'indexes, 3: what it reads.';

create type dashboard_refresh.missing_privilege as (
  role oid,
  role_is text,
  privilege text,
  object text,
  remedy text
);

comment on type dashboard_refresh.missing_privilege is
  'A privilege that a refresh needs and a role lacks. role_is: why it is that role''s that counts; object: with its kind, '
  'as in GRANT; remedy: a statement.';
