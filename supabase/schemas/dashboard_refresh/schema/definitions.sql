/* Composite types: what a view is made of, and what is found out about it. */

create type dashboard_refresh.definition as (
  sources oid[],
  storage oid[],
  upstream oid[],
  custom_settings text[],
  watched dashboard_refresh.watched[],
  untrackable text,
  untrackable_expression text,
  untrackable_instead text,
  stamp text
);

comment on type dashboard_refresh.definition is
  'What a view is made of: the relations it reads; these with their partitions and children; the materialized views among '
  'them; the settings it asks for by name; the catalog rows it depends on; why its changes cannot be seen (null when they '
  'can), because of what, and how to write that instead; a stamp of the catalog rows (see _catalog_stamp).';

create type dashboard_refresh.query as (
  tree jsonb,
  reader oid,
  runner oid,
  relation oid
);

comment on type dashboard_refresh.query is
  'A parsed query (see _parse_node_tree), the role with whose rights it reads, the role that runs it, whose rights '
  'count in a view with security_invoker at any depth, and the view that it defines; null for the '
  'body of a function.';

create type dashboard_refresh.read as (
  relation oid,
  reader oid,
  inh boolean
);

comment on type dashboard_refresh.read is
  'A relation that a query reads, the role with whose rights, and whether with its partitions and children (not for only).';

create type dashboard_refresh.type_part as (
  type oid,
  part oid
);

comment on type dashboard_refresh.type_part is 'A type, and one that it is made of.';

create type dashboard_refresh.vocabulary as (
  times oid[],
  texts oid[],
  documents oid[],
  names oid[],
  untrusted oid[],
  read_by_format oid[],
  text_search oid[]
);

comment on type dashboard_refresh.vocabulary is
  'Of the types that a query uses those that are or hold a date or a time of day, text, a document (json, xml, a record) '
  'that may hold any of these, and an oid shown as a name of the catalog. Of the functions those that may change their '
  'result by themselves, those that read a time out of text by a format or are judged by their body, and those of text '
  'search.';

create type dashboard_refresh.obstacle as (
  reason text,
  expression text,
  instead text
);

comment on type dashboard_refresh.obstacle is
  'Why changes cannot be seen, because of what expression or relation, and how to write it instead, as far as there is a '
  'way.';

create type dashboard_refresh.write_look as (
  relation oid,
  counted bigint,
  own_before bigint,
  epoch text,
  since timestamptz,
  is_exact boolean,
  is_elsewhere boolean
);

comment on type dashboard_refresh.write_look is
  'What is known of the rows written into a view, before a refresh: counted so far, of them by this transaction; epoch of '
  'the counter, and since when it is followed; whether nothing of before can be reported late any more; whether something '
  'other than a run wrote since the last.';

create type dashboard_refresh.sampled_column as (
  name text,
  has_null boolean,
  distinct_values bigint,
  sampled bigint
);

comment on type dashboard_refresh.sampled_column is
  'A column in the first rows of a relation: whether it has a null among them, how many distinct values, of how many rows.';

create type dashboard_refresh.source_read as (
  reader oid,
  source oid,
  name text
);

comment on type dashboard_refresh.source_read is
  'A relation (source) that a view (reader) reads, and what its query calls it; null where the query gives it an alias.';

create type dashboard_refresh.displaced_source as (
  reader oid,
  source oid,
  successor oid,
  is_certain boolean
);

comment on type dashboard_refresh.displaced_source is
  'A relation (source) that a view (reader) reads, and the one that has taken its name (successor). is_certain: the query '
  'of the reader says that this was its name; otherwise the name only looks so.';
