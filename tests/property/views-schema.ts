// The schema that random views are made over: tables with columns of every kind whose values can be shown in more than one
// way, and the objects that decide how: types, functions, casts, collations, text search, plain views, roles, policies.

export const SCHEMA = "property_views";
/** The first two own plain and materialized views and are under row level security; the third owns a secured table. */
export const ROLES = ["property_views_ann", "property_views_bob", "property_views_cat"] as const;

/** What the expressions over a column are chosen by. */
export type Kind =
  | "timestamptz"
  | "timestamp"
  | "date"
  | "interval"
  | "bytea"
  | "float8"
  | "body"
  | "moment"
  | "mood"
  | "place"
  | "doc"
  | "num"
  | "amount"
  | "span"
  | "tags"
  | "number";

export interface Column {
  name: string;
  kind: Kind;
  /** Which of the types of this kind, where there is more than one. */
  of: number;
}

/** How a table is made. */
export type Shape = "plain" | "partitioned" | "parent" | "secured";

export interface Table {
  name: string;
  shape: Shape;
  columns: Column[];
}

/** How many there are of each kind of object, so that each change touches some of the views. */
export const COPIES = 3;

const copies = (make: (index: number) => string) =>
  Array.from({ length: COPIES }, (_, i) => make(i)).join("");

export const typeOf = ({ kind, of }: Column): string =>
  ({
    timestamptz: "timestamptz",
    timestamp: "timestamp",
    date: "date",
    interval: "interval",
    bytea: "bytea",
    float8: "float8",
    body: "text",
    moment: "text",
    mood: `${SCHEMA}.mood${of}`,
    place: `${SCHEMA}.place${of}`,
    doc: "jsonb",
    num: "integer",
    amount: `${SCHEMA}.amount${of}`,
    span: "tstzrange",
    tags: "text[]",
    number: "numeric",
  })[kind];

/** A value of a column, of the number `n`, as SQL. Moments are texts that are a time. */
export const sampleOf = ({ kind, of }: Column, n: string): string =>
  ({
    timestamptz: `timestamptz '2026-03-27 20:15+00' + ${n} * interval '5 hours'`,
    timestamp: `timestamp '2026-03-27 20:15' + ${n} * interval '5 hours'`,
    date: `date '2026-01-28' + ${n}`,
    interval: `${n} * interval '1 month 2 days 03:04'`,
    bytea: `decode(lpad(to_hex(${n}), 4, '0'), 'hex')`,
    float8: `${n} / 7::float8`,
    body: `(array['The runners ran', 'Zebra crossings', 'a running äpfel', 'Äpfel and 7 pears'])[1 + ${n} % 4]`,
    moment: `(array['2026-03-01', '2026-10-25', 'epoch'])[1 + ${n} % 3]`,
    mood: `(enum_range(null::${SCHEMA}.mood${of}))[1 + ${n} % 3]`,
    place: `row('street ' || ${n}, ${n})::${SCHEMA}.place${of}`,
    doc: `jsonb_build_object('a', ${n}, 'b', 'text ' || ${n}, 'day', '2026-03-01')`,
    num: `${n} * 3 % 11`,
    amount: `${n} + 5`,
    span: `tstzrange(timestamptz '2026-03-01 22:00+00', timestamptz '2026-03-02 22:00+00' + ${n} * interval '1 day')`,
    tags: `array['tag' || ${n}, 'x']`,
    number: `${n} / 8.0`,
  })[kind];

const columnsOf = (table: Table) =>
  table.columns.map((column) => `, ${column.name} ${typeOf(column)}`).join("");

export const insertInto = (table: Table, into: string, from: number, to: number): string => `
  insert into ${SCHEMA}.${into} (id, k${table.columns.map(({ name }) => `, ${name}`).join("")})
  select n, n % 4${table.columns.map((column) => `, ${sampleOf(column, "n::integer")}`).join("")}
  from generate_series(${from}, ${to}) as n;`;

function createTable(table: Table): string {
  const name = `${SCHEMA}.${table.name}`;
  const columns = `(id integer not null, k integer not null${columnsOf(table)})`;
  switch (table.shape) {
    case "partitioned":
      return `
        create table ${name} ${columns} partition by list (k);
        create table ${name}_p0 partition of ${name} for values in (0, 1);
        create table ${name}_p1 partition of ${name} for values in (2, 3);
        create table ${name}_spare (like ${name});
        ${insertInto(table, table.name, 1, 12)}
        insert into ${name}_spare select 100, 9${table.columns.map((c) => `, ${sampleOf(c, "5")}`).join("")};`;
    case "parent":
      return `
        create table ${name} ${columns};
        create table ${name}_child () inherits (${name});
        create table ${name}_spare (like ${name});
        ${insertInto(table, table.name, 1, 6)}
        ${insertInto(table, `${table.name}_child`, 7, 10)}
        ${insertInto(table, `${table.name}_spare`, 21, 22)}`;
    case "secured":
      return `
        create table ${name} ${columns};
        ${insertInto(table, table.name, 1, 8)}
        alter table ${name} enable row level security;
        create policy few on ${name} for select to ${ROLES[0]} using (k > 1);
        create policy chosen on ${name} for select to ${ROLES[1]}
          using (k in (select allowed.k from ${SCHEMA}.allowed));`;
    default:
      return `
        create table ${name} ${columns};
        ${insertInto(table, table.name, 1, 8)}`;
  }
}

export const dropSchema = `
  set client_min_messages = warning;
  select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view like '${SCHEMA}.%';
  drop schema if exists ${SCHEMA} cascade;
  drop role if exists ${ROLES.join(", ")};`;

/** Everything but the materialized views. */
export const createSchema = (tables: Table[]): string => `
  set client_min_messages = warning;
  create schema ${SCHEMA};
  ${ROLES.map((role) => `create role ${role};`).join("\n")}
  grant ${ROLES.join(", ")} to postgres;
  grant usage, create on schema ${SCHEMA} to ${ROLES.join(", ")};
  alter default privileges in schema ${SCHEMA} grant select on tables to ${ROLES.join(", ")};
  set search_path = ${SCHEMA}, pg_catalog;
  create table allowed (k integer);
  create type dated as (at timestamptz);
  insert into allowed values (1), (2);
  ${copies(
    (i) => `
  create type mood${i} as enum ('sad', 'ok', 'happy');
  create type place${i} as (city text, zip integer);
  create domain amount${i} as integer check (value < 1000000);
  create function f${i}(x integer) returns integer immutable language sql as 'select x * 2 + 1';
  create function g${i}(x integer) returns integer immutable language sql as 'select ${SCHEMA}.f${i}(x) + 1';
  create function p${i}(x integer) returns text immutable language plpgsql
    as 'begin return ''p'' || ${SCHEMA}.g${i}(x); end';
  create function h${i}(x integer) returns integer stable language sql begin atomic select f${i}(x) + 7; end;
  create function look${i}(x integer) returns bigint stable language sql
    begin atomic select count(*) from allowed where allowed.k > x; end;
  create function step${i}(state integer, x integer) returns integer immutable language sql
    as 'select coalesce(state, 0) + coalesce(x, 0)';
  create aggregate total${i} (integer) (sfunc = step${i}, stype = integer);
  create function mix${i}(x integer, y integer) returns integer immutable language sql as 'select x * 10 + y';
  create operator ${"#".repeat(i + 2)} (leftarg = integer, rightarg = integer, function = mix${i});
  create function shown${i}(x place${i}) returns json immutable language sql
    as 'select json_build_object(''shown'', x.zip)';
  create text search dictionary words${i} (template = pg_catalog.simple);
  create text search configuration search${i} (copy = pg_catalog.simple);
  alter text search configuration search${i} alter mapping for asciiword with words${i};
  create collation sorted${i} (provider = icu, locale = '${["de", "sv", "da"][i]}');`,
  )}
  create cast (place2 as json) with function shown2(place2);
  ${tables.map(createTable).join("\n")}
  ${tables.map(createPlainViews).join("\n")}
  create table standing as select n as id, n % 3 as k, 'body ' || n as body from generate_series(1, 5) as n;
  create materialized view middle as select k, count(*) as n from ${tables[0]?.name} group by k;
  reset search_path;`;

/** Over each table one for its columns as they are, owned by a role, and one that is read as its reader. */
function createPlainViews(table: Table, index: number): string {
  const columns = ["id", "k", ...table.columns.map(({ name }) => name)].join(", ");
  return `
    create view ${table.name}_v as select ${columns} from ${table.name} where id <> 3;
    create view ${table.name}_i with (security_invoker = true) as select ${columns} from ${table.name};
    create view ${table.name}_r as
      select ${columns}, rank() over (order by k) as position from ${table.name}_v where k < 3;
    ${table.shape === "secured" && index > 3 ? `alter table ${table.name} owner to ${ROLES[2]};` : ""}
    ${table.shape === "secured" || index % 3 === 0 ? `alter view ${table.name}_v owner to ${ROLES[index % 2]};` : ""}`;
}
