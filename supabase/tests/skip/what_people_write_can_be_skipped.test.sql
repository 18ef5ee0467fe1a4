-- Nothing stops ticks from leaving these as they are: what they depend on is followed.
begin;
\ir ../support/fixture.psql
create extension if not exists unaccent with schema extensions;
create extension if not exists citext with schema extensions;
create extension if not exists hstore with schema extensions;
create extension if not exists pg_trgm with schema extensions;
\ir ../support/skipping.psql
select plan(58);

select is(pg_temp.skip(query) ->> 'expression', null, query)
from (
  values
    ('select id, x || id as l from fixture.t'),
    ('select u.id, y.sku from fixture.t u, jsonb_to_recordset(u.d) as y(sku text, n int)'),
    ('select u.id, y.* from fixture.t u, jsonb_to_record(u.d) as y(sku text, n fixture.plain)'),
    ('select id, (jsonb_populate_record(null::fixture.plain, d)).street from fixture.t'),
    ('select id, x::fixture.plain as day from fixture.t'),
    ('select t.id, q.* from fixture.t, xmltable(''/r'' passing xm columns d text path ''d'') q'),
    ('select id, jsonb_path_query_first_tz(d, ''$.a ? (@.percent > 37 && @."%" == "3%")'') from fixture.t'),
    ('select id, jsonb_path_exists(d, ''$ ? (@.a.datetime() < @.b.datetime())'', silent => true) from fixture.t'),
    ('select id, to_date(x, ''YYYY-MM-DD'') from fixture.t'),
    ('select id, to_timestamp(x, ''YYYY-MM-DD'') from fixture.t'),
    ('select date_trunc(''day'', at)::date d, count(*) from fixture.t group by 1'),
    ('select date_trunc(''day'', at, ''Europe/Madrid'')::date d, count(*) from fixture.t group by 1'),
    ('select id, at::date a1, at::text a2, at::timestamp a3, ts::timestamptz a4, dt::timestamptz a5, at::time a6, at::timetz a7 from fixture.t'),
    ('select id, to_char(at, ''YYYY-MM'') from fixture.t'),
    ('select id, extract(epoch from at), age(at, at), date_part(''year'', dt) from fixture.t'),
    ('select id, extensions.unaccent(x) from fixture.t'),
    ('select id, fixture.un(x) from fixture.t'),
    ('select id, to_tsvector(''spanish'', x) a, to_tsvector(x) b from fixture.t'),
    ('select v.id, to_jsonb(v) from fixture.v'),
    ('select id, row_to_json((select q from (select id, x) q)) from fixture.t'),
    ('select id, json_build_object(''a'', x, ''b'', at), jsonb_build_array(at) from fixture.t'),
    ('select json_agg(x), jsonb_agg(x order by id), jsonb_object_agg(id, x), string_agg(x, '','' order by at) from fixture.t'),
    ('select id from only fixture.parent'),
    ('select id from fixture.parent'),
    ('select fixture.imm(id), fixture.calls(id) from fixture.t'),
    ('select fixture.atomic(id) from fixture.t'),
    ('select fixture.todate_ok(x) from fixture.t'),
    ('select id, current_setting(''app.tenant'', true) as s from fixture.t'),
    ('select id from fixture.t where tableoid = ''fixture.t''::regclass'),
    ('select * from fixture.v'),
    ('select id, case when c = ''x'' then 1 end, c in (''a'',''b'') from fixture.t'),
    ('select id, h operator(extensions.->) ''a'' as ha from fixture.t'),
    ('select id, (select max(at) from fixture.t b)::date as q from fixture.t'),
    ('select u.id, z from fixture.t u, lateral (select max(b.at) z from fixture.t b where b.x = u.x) q'),
    ('select id, n::money a, x::bytea b, e::text c, x::fixture.mood d from fixture.t'),
    ('select id, array_agg(x) over (partition by e order by id rows between 1 preceding and current row) from fixture.t'),
    ('with recursive r(i) as (select 1 union all select i+1 from r where i < 5) select i, (select max(at) from fixture.t) from r'),
    ('select id, percentile_cont(0.5) within group (order by n) from fixture.t group by id'),
    ('select x, count(*) from fixture.t group by grouping sets ((x), ())'),
    ('select id, xmlforest(x, at), xmlelement(name a, x) from fixture.t'),
    ('select a.id from fixture.t a left join lateral (select b.id from fixture.t b where b.id > a.id order by id limit 1) z on true'),
    ('select id, dt + tm as s, dt + 1 a, ts - ts b, iv * 2 c, justify_days(iv) from fixture.t'),
    ('select id, greatest(at, ts), coalesce(at, dt) from fixture.t'),
    ('select generate_series(dt, dt + 3, ''1 day''::interval) from fixture.t'),
    ('select generate_series(1, id) g, id from fixture.t'),
    ('select id, array_to_string(tags, '',''), format(''%s-%s'', x, id), concat(x, id, at) from fixture.t'),
    ('select id, regexp_replace(x, ''a'', ''b''), x ilike ''%a%'' b, x similar to ''a'' c, md5(x), encode(sha256(x::bytea), ''hex'') from fixture.t'),
    ('select id, d @> ''{"a":1}'' a, d #>> ''{a,b}'' b, d ->> ''x'' c, jsonb_array_length(d), jsonb_path_query_first(d, ''$.a'') from fixture.t'),
    ('select id, lower(extensions.unaccent(x)) from fixture.t'),
    ('select id, date_bin(''15 minutes'', at, ''2001-01-01'') from fixture.t'),
    ('select id, make_date(id, 1, 1), make_timestamptz(id,1,1,0,0,0,''UTC'') from fixture.t'),
    ('select id, row(id, at)::text from fixture.t'),
    ('select id, lag(at) over (order by id), first_value(x) over w, rank() over w from fixture.t window w as (order by at)'),
    ('select id, mode() within group (order by x) from fixture.t group by id'),
    ('select min(at) filter (where b), max(dt), bool_or(b), array_agg(distinct x) from fixture.t'),
    ('select id, (a).street, (a).at from fixture.t'),
    ('select id, lead(a) over (order by id) from fixture.t'),
    ('select unnest(tags) x, id from fixture.t')
) as queries (query);

select * from finish();
rollback;
