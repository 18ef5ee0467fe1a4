// Kinds of things that a view depends on beside the rows of its sources: each with a view, and a change of it.

export type Watched = {
  name: string;
  /** Statements that make what the view uses, in the schema watched. */
  setup: string;
  query: string;
  change: string;
  /** Whether the rows of this view differ after the change; otherwise they only might. */
  isShown: boolean;
};

export const watched: Watched[] = [
  {
    name: "column_of_a_plain_view",
    setup:
      "create table watched.t1 (id integer, a text); insert into watched.t1 values (1, 'x'); create view watched.v1 as select id, a from watched.t1",
    query: "select v1.id, to_jsonb(v1) as document from watched.v1",
    change: "alter view watched.v1 rename column a to title",
    isShown: true,
  },
  {
    name: "column_of_a_plain_view_in_an_aggregate",
    setup:
      "create table watched.t1b (id integer, a text); insert into watched.t1b values (1, 'x'); create view watched.v1b as select id, a from watched.t1b",
    query: "select json_agg(v1b)::text as document from watched.v1b",
    change: "alter view watched.v1b rename column a to title",
    isShown: true,
  },
  {
    name: "attribute_of_a_composite_type",
    setup:
      "create type watched.address as (street text, city text); create table watched.t2 (id integer, a watched.address); insert into watched.t2 values (1, row('x', 'y'))",
    query: "select id, to_jsonb(a) as document from watched.t2",
    change: "alter type watched.address rename attribute street to calle",
    isShown: true,
  },
  {
    name: "attribute_within_an_array",
    setup:
      "create type watched.place as (street text); create table watched.t2b (id integer, a watched.place[]); insert into watched.t2b values (1, array[row('x')::watched.place])",
    query: "select id, array_to_json(a)::text as document from watched.t2b",
    change: "alter type watched.place rename attribute street to calle",
    isShown: true,
  },
  {
    name: "column_of_a_table_used_as_a_type",
    setup:
      "create table watched.shop (street text); create table watched.t3 (id integer, a watched.shop); insert into watched.t3 values (1, row('x'))",
    query: "select id, row_to_json(a)::text as document from watched.t3",
    change: "alter table watched.shop rename column street to calle",
    isShown: true,
  },
  {
    name: "label_of_an_enum",
    setup:
      "create type watched.mood as enum ('good', 'bad'); create table watched.t4 (id integer, m watched.mood); insert into watched.t4 values (1, 'good')",
    query: "select id, m::text as m from watched.t4",
    change: "alter type watched.mood rename value 'good' to 'fine'",
    isShown: true,
  },
  {
    name: "cast_to_json",
    setup: `create type watched.kind as enum ('a'); create function watched.kind_json(watched.kind) returns json language sql immutable as $$select '{"v": 1}'::json$$;
      create cast (watched.kind as json) with function watched.kind_json(watched.kind); create table watched.t5 (id integer, k watched.kind); insert into watched.t5 values (1, 'a')`,
    query: "select id, to_jsonb(k) as document from watched.t5",
    change: `create or replace function watched.kind_json(watched.kind) returns json language sql immutable as $$select '{"v": 2}'::json$$`,
    isShown: true,
  },
  {
    name: "cast_to_json_that_comes_later",
    setup: `create type watched.later as enum ('a'); create function watched.later_json(watched.later) returns json language sql immutable as $$select '{"v": 1}'::json$$;
      create table watched.t6 (id integer, k watched.later); insert into watched.t6 values (1, 'a')`,
    query: "select id, to_jsonb(k) as document from watched.t6",
    change: "create cast (watched.later as json) with function watched.later_json(watched.later)",
    isShown: true,
  },
  {
    name: "text_search_configuration",
    setup:
      "create text search configuration watched.es (copy = pg_catalog.spanish); create table watched.t7 (id integer, body text); insert into watched.t7 values (1, 'los perros corren')",
    query: "select id, to_tsvector('watched.es', body)::text as lexemes from watched.t7",
    change: "alter text search configuration watched.es alter mapping for asciiword, word with simple",
    isShown: true,
  },
  {
    name: "text_search_dictionary",
    setup:
      "create text search dictionary watched.stem (template = snowball, language = spanish, stopwords = spanish); create text search configuration watched.es2 (copy = pg_catalog.spanish); alter text search configuration watched.es2 alter mapping for asciiword with watched.stem; create table watched.t8 (id integer, body text); insert into watched.t8 values (1, 'los perros corren')",
    query: "select id, to_tsvector('watched.es2', body)::text as lexemes from watched.t8",
    change: "alter text search dictionary watched.stem (stopwords)",
    isShown: true,
  },
  {
    name: "dictionary_of_unaccent",
    setup:
      "create extension if not exists unaccent with schema extensions; create text search dictionary watched.plain (template = extensions.unaccent, rules = 'unaccent'); create table watched.t9 (id integer, body text); insert into watched.t9 values (1, 'año')",
    query: "select id, extensions.unaccent('watched.plain', body) as body from watched.t9",
    change: "alter text search dictionary watched.plain (rules = 'unaccent')",
    isShown: false,
  },
  {
    name: "function",
    setup:
      "create function watched.rate(integer) returns integer immutable language sql as 'select $1'; create table watched.t10 (id integer); insert into watched.t10 values (1)",
    query: "select watched.rate(id) as rate from watched.t10",
    change:
      "create or replace function watched.rate(integer) returns integer immutable language sql as 'select $1 * 2'",
    isShown: true,
  },
  {
    name: "function_called_by_a_function",
    setup:
      "create function watched.inner_rate(integer) returns integer immutable language sql as 'select $1'; create function watched.outer_rate(integer) returns integer immutable language plpgsql as 'begin return watched.inner_rate($1); end'; create table watched.t11 (id integer); insert into watched.t11 values (1)",
    query: "select watched.outer_rate(id) as rate from watched.t11",
    change:
      "create or replace function watched.inner_rate(integer) returns integer immutable language sql as 'select $1 * 2'",
    isShown: true,
  },
  {
    name: "function_behind_an_operator",
    setup:
      "create function watched.plus_two(integer, integer) returns integer immutable language sql as 'select $1 + $2'; create operator watched.<+> (leftarg = integer, rightarg = integer, function = watched.plus_two); create table watched.t12 (id integer); insert into watched.t12 values (1)",
    query: "select id operator(watched.<+>) 1 as n from watched.t12",
    change:
      "create or replace function watched.plus_two(integer, integer) returns integer immutable language sql as 'select $1 + $2 + 1'",
    isShown: true,
  },
  {
    name: "function_behind_a_cast",
    setup:
      "create type watched.money_row as (cents integer); create function watched.money_text(watched.money_row) returns text immutable language sql as $$select ($1).cents::text$$; create cast (watched.money_row as text) with function watched.money_text(watched.money_row); create table watched.t13 (id integer, m watched.money_row); insert into watched.t13 values (1, row(5))",
    query: "select id, m::text as m from watched.t13",
    change:
      "create or replace function watched.money_text(watched.money_row) returns text immutable language sql as $$select ($1).cents || ' c'$$",
    isShown: true,
  },
  {
    name: "function_of_an_aggregate",
    setup:
      "create function watched.add_up(integer, integer) returns integer immutable language sql as 'select $1 + $2'; create aggregate watched.total (integer) (sfunc = watched.add_up, stype = integer, initcond = '0'); create table watched.t14 (id integer); insert into watched.t14 values (1), (2)",
    query: "select watched.total(id) as n from watched.t14",
    change:
      "create or replace function watched.add_up(integer, integer) returns integer immutable language sql as 'select $1 + 2 * $2'",
    isShown: true,
  },
  {
    name: "table_read_by_a_function",
    setup:
      "create table watched.rates (id integer); create function watched.count_rates() returns bigint stable language sql begin atomic select count(*) from watched.rates; end; create table watched.t15 (id integer); insert into watched.t15 values (1)",
    query: "select id, watched.count_rates() as n from watched.t15",
    change: "insert into watched.rates values (1)",
    isShown: true,
  },
  {
    name: "check_of_a_domain",
    setup:
      "create domain watched.percent as integer check (value <= 100); create table watched.t16 (id integer); insert into watched.t16 values (1)",
    query: "select id::watched.percent as p from watched.t16",
    change: "alter domain watched.percent add constraint positive check (value > 0)",
    isShown: false,
  },
  {
    name: "owner_of_the_view",
    setup:
      "create table watched.t17 (id integer); insert into watched.t17 values (1); grant select on watched.t17 to watched_owner",
    query: "select id from watched.t17",
    change:
      "alter materialized view watched.owner_of_the_view owner to watched_owner; alter materialized view watched.owner_of_the_view owner to postgres; alter table watched.t17 enable row level security",
    isShown: false,
  },
  {
    name: "owner_of_a_plain_view",
    setup:
      "create table watched.t18 (id integer, org integer); insert into watched.t18 values (1, 1), (2, 2); alter table watched.t18 enable row level security; create policy p on watched.t18 to watched_owner using (org = 1); grant select on watched.t18 to watched_owner; create view watched.v18 as select * from watched.t18",
    query: "select * from watched.v18",
    change: "alter view watched.v18 owner to watched_owner",
    isShown: true,
  },
  {
    name: "row_security_of_a_table",
    setup:
      "create table watched.t19 (id integer, org integer); insert into watched.t19 values (1, 1), (2, 2); create policy p on watched.t19 to watched_owner using (org = 1); grant select on watched.t19 to watched_owner; create view watched.v19 as select * from watched.t19; alter view watched.v19 owner to watched_owner",
    query: "select * from watched.v19",
    change: "alter table watched.t19 enable row level security",
    isShown: true,
  },
  {
    name: "membership_of_a_role",
    setup:
      "create table watched.t20 (id integer, org integer); insert into watched.t20 values (1, 1), (2, 2); alter table watched.t20 enable row level security; create policy p on watched.t20 to watched_member using (org = 1); grant select on watched.t20 to watched_member; create view watched.v20 as select * from watched.t20; alter view watched.v20 owner to watched_member; alter table watched.t20 owner to watched_owner",
    query: "select * from watched.v20",
    change: "revoke watched_owner from watched_member",
    isShown: true,
  },
  {
    name: "new_partition",
    setup:
      "create table watched.t21 (id integer) partition by range (id); create table watched.t21_1 partition of watched.t21 for values from (0) to (10); insert into watched.t21 values (1)",
    query: "select id from watched.t21",
    change:
      "create table watched.t21_2 (id integer); insert into watched.t21_2 values (11); alter table watched.t21 attach partition watched.t21_2 for values from (10) to (20)",
    isShown: true,
  },
  {
    name: "query_of_a_plain_view",
    setup:
      "create table watched.t22 (id integer); insert into watched.t22 values (1); create view watched.v22 as select id from watched.t22",
    query: "select id from watched.v22",
    change: "create or replace view watched.v22 as select id + 1 as id from watched.t22",
    isShown: true,
  },
];
