// The small schema that histories play on: a materialized view `shown` over every kind of source that can be watched.
// Names are not qualified: each session has the lane's schema as its search_path.

/** First key of the advisory locks that stop a refresh in its middle; the second is the lane. */
export const GATE = 20261199;

/** Immutable as far as PostgreSQL knows. A refresh that calls it waits while somebody holds the gate. */
export const scaledFunction = (lane: number, factor: number): string => `
  create or replace function scaled(x integer) returns integer language plpgsql immutable as $$
  begin
    perform pg_advisory_xact_lock_shared(${GATE}, ${lane});
    return x * ${factor};
  end;
  $$`;

const LENSES = [
  "select id, n from plain where n >= 0",
  "select id, n from plain where n >= 3",
  "select id, n from plain union all select id + 1000, n from other",
  "select id, n from plain where id % 2 = 0",
];

/** The plain view that `shown` reads `plain` through; one variant reads a table more. */
export const lensView = (variant: number): string => `create or replace view lens as ${LENSES[variant]}`;

const SHOWN = `
  select 1 as origin, 0 as k, id, scaled(n) as n from lens
  union all select 2, k, id, scaled(n) from parts
  union all select 3, 0, id, n from parent
  union all select 4, 0, id, n from source`;

/** The managed view. Without an index it can only be refreshed plainly. */
export const shownView = (variant: number, indexed: boolean, populated: boolean): string => `
  create materialized view shown as ${SHOWN}
  ${variant === 1 ? "union all select 5, 0, id, n from other" : ""}
  with ${populated ? "" : "no"} data;
  ${indexed ? "create unique index shown_key on shown (origin, k, id);" : ""}`;

export const newPartition = (k: number): string =>
  `create table parts_${k} partition of parts for values in (${k})`;

/** A partition that is itself partitioned. */
export const newNestedPartition = (k: number): string => `
  ${newPartition(k)} partition by list (id);
  create table parts_${k}_rest partition of parts_${k} default`;

export const newChild = (index: number): string =>
  `create table child_${index} (primary key (id)) inherits (parent)`;

/** Everything, anew. `filler` is there to have its type altered, which no view would let happen to a column it reads. */
export const schemaOf = (lane: number, schema: string): string => `
  drop schema if exists ${schema} cascade;
  create schema ${schema};
  create table plain (id integer primary key, n integer not null, filler integer);
  create unlogged table other (id integer primary key, n integer not null, filler integer);
  create table base (id integer primary key, n integer not null, filler integer);
  create table parent (id integer primary key, n integer not null, filler integer);
  create table parts (id integer, k integer, n integer not null, filler integer, primary key (id, k))
    partition by list (k);
  ${newPartition(1)};
  ${newNestedPartition(2)};
  ${newChild(1)};
  insert into plain values (1, 1), (2, 2);
  insert into other values (1, 1), (2, 2);
  insert into base values (1, 1), (2, 2);
  insert into parent values (1, 1);
  insert into child_1 values (101, 1), (102, 2);
  insert into parts values (1, 1, 1), (2, 2, 2);
  create materialized view source as select id, n from base;
  create unique index on source (id);
  ${scaledFunction(lane, 1)};
  ${lensView(0)};
  ${shownView(0, true, true)}`;
