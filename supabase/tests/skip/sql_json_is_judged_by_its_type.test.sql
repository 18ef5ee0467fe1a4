-- What SQL/JSON takes out of a document is text, or a time, by the type that it returns.
begin;
\ir ../support/fixture.psql
select current_setting('server_version_num')::integer >= 170000 as has_sql_json \gset
\if :has_sql_json
create extension if not exists unaccent with schema extensions;
create extension if not exists citext with schema extensions;
create extension if not exists hstore with schema extensions;
\ir ../support/skipping.psql
select plan(53);

select is(skip ->> 'expression' || ' because ' || substring(skip ->> 'reason' from ': (it .*?)(?:: it|\. [A-Z]|$)'), expected, query)
from (
  values
    ('select id, json_value(d, ''$.a'' returning date) as v from fixture.t',
      'json_value(…) because it turns text into a time, and the text may be ''now'''),
    ('select id, json_value(d, ''$.a'' returning timestamptz default null on error) as v from fixture.t',
      'json_value(…) because it turns text into a time, and the text may be ''now'''),
    ('select id, json_value(j, ''$.a'' returning timestamp) as v from fixture.t',
      'json_value(…) because it turns text into a time, and the text may be ''now'''),
    ('select id, json_value(d, ''$.a'' returning time) as v from fixture.t',
      'json_value(…) because it turns text into a time, and the text may be ''now'''),
    ('select id, json_value(d, ''$.a'' returning fixture.day) as v from fixture.t',
      'json_value(…) because it turns text into a time, and the text may be ''now'''),
    ('select id, json_value(d, ''$.a'')::date as v from fixture.t',
      '(json_value(…))::date because it turns text into a time, and the text may be ''now'''),
    ('select id, json_query(d, ''$.a'' returning date[]) as v from fixture.t',
      'json_query(…) because it turns text into a time, and the text may be ''now'''),
    ('select id, json_query(d, ''$.a'' returning tstzrange) as v from fixture.t',
      'json_query(…) because it turns text into a time, and the text may be ''now'''),
    ('select id, (json_query(d, ''$.a'' returning fixture.addr)).street as v from fixture.t',
      'json_query(…) because it turns text into a time, and the text may be ''now'''),
    ('select t.id, q.* from fixture.t, json_table(d, ''$[*]'' columns (a text, b timestamptz)) q',
      'json_table(…) because it turns text into a time, and the text may be ''now'''),
    ('select t.id, q.a from fixture.t, json_table(d, ''$[*]'' columns (a text, nested ''$.c[*]'' columns (b date))) q',
      'json_table(…) because it turns text into a time, and the text may be ''now'''),
    ('select t.id, q.* from fixture.t, json_table(d, ''$[*]'' columns (a fixture.addr)) q',
      'json_table(…) because it turns text into a time, and the text may be ''now'''),
    ('select id, json_exists(d, ''$ ? (@.a.datetime() < @.b.datetime())'') as v from fixture.t',
      'json_exists(…) because it goes by a path that may compare times of day, and the offset of a time zone is that of today'),
    ('select id, json_value(d, ''$.a.time_tz()'') as v from fixture.t',
      'json_value(…) because it goes by a path that may compare times of day, and the offset of a time zone is that of today'),
    ('select id, json_exists(d, ''$ ? (@.a.time() < $z)'' passing tz as z) as v from fixture.t',
      'json_exists(…) because it goes by a path that may compare times of day, and the offset of a time zone is that of today'),
    ('select t.id, q.* from fixture.t, json_table(d, ''$[*]'' columns (nested ''$.c[*] ? (@.datetime() > "10:00".datetime())'' columns (a text))) q',
      'json_table(…) because it goes by a path that may compare times of day, and the offset of a time zone is that of today'),
    ('select t.id, q.* from fixture.t, json_table(d, ''$[*]'' columns (a text path ''$.a.datetime()'')) q',
      'json_value(…) because it goes by a path that may compare times of day, and the offset of a time zone is that of today'),
    ('select id, json_value(d, ''$.a'' returning regclass) as v from fixture.t',
      'json_value(…) because it uses names of the system catalog, as regclass does'),
    ('select id, json_value(d, ''$.a'' default now()::text on empty) as v from fixture.t',
      'now() because it calls now(), which is stable, not immutable'),
    ('select id, json_value(d, ''$.a'' returning integer default fixture.vol(1) on error) as v from fixture.t',
      'fixture.vol(…) because it calls fixture.vol(integer), which is volatile'),
    ('select id, json_exists(d, ''$ ? (@.at < $now)'' passing now() as now) as v from fixture.t',
      'now() because it calls now(), which is stable, not immutable'),
    ('select t.id, q.* from fixture.t, json_table(d, ''$[*]'' passing now() as now columns (a text)) q',
      'now() because it calls now(), which is stable, not immutable'),
    ('select id, json_object(''at'': now()) as v from fixture.t',
      'now() because it calls now(), which is stable, not immutable')
) as queries (query, expected)
cross join lateral pg_temp.skip(query) as skip;

select is(pg_temp.skip(query) ->> 'expression', null, query)
from (
  values
    ('select id, json_value(d, ''$.a'') as v from fixture.t'),
    ('select id, json_value(d, ''$.a'' returning integer default 0 on error) as v from fixture.t'),
    ('select id, json_value(j, ''$.a'' returning numeric(10, 2)) as v from fixture.t'),
    ('select id, json_value(d, ''$.a'' returning fixture.mood) as v from fixture.t'),
    ('select id, json_value(d, ''$.a'' returning interval) as v from fixture.t'),
    ('select id, to_date(json_value(d, ''$.a''), ''YYYY-MM-DD'') as v from fixture.t'),
    ('select id, json_value(x, ''$.a'' default ''?'' on empty) as v from fixture.t'),
    ('select id, json_value(d, ''$ ? (@.at < $at).a'' passing at as at) as v from fixture.t'),
    ('select id, json_value(d, ''$.a.timestamp_tz()'') as v from fixture.t where json_exists(d, ''$ ? (@.t.time() < $t)'' passing tm as t)'),
    ('select id, json_query(d, ''$.a'') as v from fixture.t'),
    ('select id, json_query(d, ''$.a'' returning text with wrapper) as v from fixture.t'),
    ('select id, json_query(d, ''$.a'' returning integer[]) as v from fixture.t'),
    ('select id, json_query(d, ''$.a'' returning fixture.plain) as v from fixture.t'),
    ('select id, json_exists(d, ''$.a'') as v from fixture.t where json_exists(j, ''$.b'' false on error)'),
    ('select t.id, q.* from fixture.t, json_table(d, ''$[*]'' columns (n for ordinality, a text, b integer path ''$.x'')) q'),
    ('select t.id, q.* from fixture.t, json_table(d, ''$[*]'' as r columns (a jsonb, nested ''$.c[*]'' as s columns (b boolean exists), nested ''$.d[*]'' as t columns (c text))) q'),
    ('select id, json_object(''a'': x, ''b'': at, ''c'': n absent on null with unique keys) as v from fixture.t'),
    ('select id, json_object(''a'': x returning bytea) as v from fixture.t'),
    ('select id, json_array(x, at, dt, d format json) as v from fixture.t'),
    ('select id, json_array(select b.x from fixture.t b order by b.id) as v from fixture.t'),
    ('select json_objectagg(x: at returning jsonb) as v from fixture.t'),
    ('select json_arrayagg(dt order by id) filter (where b) as v from fixture.t'),
    ('select id, json_arrayagg(x) over (order by id) as v from fixture.t'),
    ('select id, json_scalar(at) as s, json(x with unique keys) as j, json_serialize(d) as t from fixture.t'),
    ('select id, x is json object as o, d is not json scalar as s, x is json with unique keys as u from fixture.t')
) as queries (query);

-- A type that only RETURNING names is followed too.
create function pg_temp.catalogs(query text) returns text[] language plpgsql as $$
declare
  v_catalogs text[];
begin
  execute 'create materialized view fixture.probe as ' || query;
  select array_agg(watched.catalog::text || ' ' || object::regtype::text order by 1)
  into v_catalogs
  from unnest((dashboard_refresh._read_definition('fixture.probe'::regclass)).watched) as watched
  cross join lateral unnest(watched.objects) as objects (object)
  where watched.catalog = 'pg_enum'::regclass and object = 'fixture.mood'::regtype;
  drop materialized view fixture.probe;
  return v_catalogs;
end;
$$;
select is(pg_temp.catalogs(query), expected, 'the labels that count: ' || query)
from (
  values
    ('select json_value(''"a"''::jsonb, ''$'' returning fixture.mood)::text as v', array['pg_enum fixture.mood']),
    ('select json_query(''["a"]''::jsonb, ''$'' returning fixture.mood[])::text as v', array['pg_enum fixture.mood']),
    ('select q.m::text from json_table(''["a"]''::jsonb, ''$[*]'' columns (m fixture.mood path ''$'')) as q', array['pg_enum fixture.mood']),
    ('select json_value(''"a"''::jsonb, ''$'') as v', null),
    ('select json_array(''a''::fixture.mood) as v', array['pg_enum fixture.mood'])
) as queries (query, expected);

select * from finish();
\else
select plan(1);
select skip('json_value, json_query and json_table came with PostgreSQL 17', 1);
select * from finish();
\endif
rollback;
