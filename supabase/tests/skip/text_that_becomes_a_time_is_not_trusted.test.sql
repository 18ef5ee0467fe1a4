-- Text may be 'now', by whatever road it becomes a time; of another type it is text and no more.
begin;
\ir ../support/fixture.psql
create extension if not exists unaccent with schema extensions;
create extension if not exists citext with schema extensions;
create extension if not exists hstore with schema extensions;
create extension if not exists pg_trgm with schema extensions;
\ir ../support/skipping.psql
select plan(42);

create temporary table probes as
select query, expected, pg_temp.skip(query) as skip
from (
  values
    ('select u.id, y.sku from fixture.t u, jsonb_to_recordset(u.d) as y(sku text, n timestamptz)',
      'jsonb_to_recordset(u.d)'),
    ('select u.id, y.sku from fixture.t u, json_to_recordset(u.j) as y(sku text, n date[])',
      'json_to_recordset(u.j)'),
    ('select u.id, y.* from fixture.t u, jsonb_to_record(u.d) as y(sku text, n fixture.addr)',
      'jsonb_to_record(u.d)'),
    ('select id, (jsonb_populate_record(null::fixture.addr, d)).street from fixture.t',
      'jsonb_populate_record(…, t.d)'),
    ('select t.id, q.* from fixture.t, jsonb_populate_recordset(null::fixture.addr, d) q',
      'jsonb_populate_recordset(…, t.d)'),
    ('select id, (d->>''on'')::date as day from fixture.t',
      '(t.d ->> …)::date'),
    ('select id, nullif(x, '''')::timestamptz as day from fixture.t',
      '(nullif(t.x, …))::timestamp with time zone'),
    ('select id, vc::timestamp as day from fixture.t',
      '(t.vc)::timestamp without time zone'),
    ('select id, tags::timestamptz[] as day from fixture.t',
      '(t.tags)::timestamp with time zone[]'),
    ('select id, tags::date[] as day from fixture.t',
      '(t.tags)::date[]'),
    ('select id, x::date[] as day from fixture.t',
      '(t.x)::date[]'),
    ('select id, x::tstzrange as day from fixture.t',
      '(t.x)::tstzrange'),
    ('select id, x::daterange as day from fixture.t',
      '(t.x)::daterange'),
    ('select id, x::fixture.addr as day from fixture.t',
      '(t.x)::fixture.addr'),
    ('select id, x::fixture.day as day from fixture.t',
      '(t.x)::date'),
    ('select id, c::date as day from fixture.t',
      '(t.c)::date'),
    ('select t.id, q.* from fixture.t, xmltable(''/r'' passing xm columns d timestamptz path ''d'') q',
      'xmltable(…)'),
    ('select id, (extensions.populate_record(null::fixture.addr, h)).street from fixture.t',
      'extensions.populate_record(…, t.h)'),
    ('select id, x::timetz as z from fixture.t',
      '(t.x)::time with time zone'),
    ('select id, (x::date)::text as z from fixture.t where false',
      '(t.x)::date'),
    ('select id, d::text::timestamptz from fixture.t where false',
      '((t.d)::text)::timestamp with time zone')
) as queries (query, expected);

select is(skip ->> 'expression', expected, query) from probes;
select matches(skip ->> 'instead', '^Write to_(date|timestamp)\(x, ', 'it says how to write it instead: ' || query) from probes;

select * from finish();
rollback;
