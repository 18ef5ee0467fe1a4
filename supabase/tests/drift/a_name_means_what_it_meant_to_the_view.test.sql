-- The text of a definition cannot say whose operator IN, USING, NULLIF, CASE x WHEN and IS DISTINCT FROM mean, and under
-- another search_path they mean another, or none: drift compares with the view's own query or not at all.
begin;
\ir ../support/fixture.psql
create extension if not exists citext schema extensions;
create extension if not exists ltree schema extensions;
create schema near;
create schema far;

create table fixture.users (email extensions.citext primary key, seats integer, since date);
create table fixture.orders (id integer primary key, email extensions.citext, code extensions.ltree, total integer);
insert into fixture.users values ('Ana@x.org', 1, '2026-01-01'), ('Bea@x.org', 2, '2026-02-01');
insert into fixture.orders values (1, 'ana@x.org', 'a.b', 10), (2, 'BEA@x.org', 'a.c', 20);

-- A type whose equality is its own: within ten is the same.
create type near.reading as (value integer);
create function near.is_near(near.reading, near.reading) returns boolean language sql immutable as $$
  select abs($1.value - $2.value) < 10
$$;
create operator near.= (leftarg = near.reading, rightarg = near.reading, function = near.is_near);
create table fixture.readings (id integer primary key, reading near.reading);
insert into fixture.readings values (1, row(5)), (2, row(50));

-- One name in two schemas: functions of other types, and an equality of what has one built in.
create function near.grade(integer) returns text language sql immutable as $$ select 'near' $$;
create function far.grade(bigint) returns text language sql immutable as $$ select 'far' $$;
create function far.is_far(integer, integer) returns boolean language sql immutable as $$ select $1 <> $2 $$;
create operator far.= (leftarg = integer, rightarg = integer, function = far.is_far);
create domain near.seats as integer check (value > 0);
create collation near.plain from "C";

create temporary table shapes (query text, path text);
insert into shapes (path, query) values
  ('fixture, extensions', 'select seats, total from users join orders using (email)'),
  ('fixture, extensions', 'select email, seats, total from users natural left join orders'),
  ('fixture, extensions', 'select case email when ''ANA@x.org'' then 1 else 0 end as vip, seats from users'),
  ('fixture, extensions', 'select email in (''ANA@x.org'') as one, email in (''ANA@X.org'', ''z'') as some from users'),
  ('fixture, extensions', 'select seats from users where email in (select email from orders)'),
  ('fixture, extensions', 'select seats from users where (email, 10) in (select email, total from orders)'),
  ('fixture, extensions', 'select seats from users where (email, seats) = (''ana@X.org'', 1)'),
  ('fixture, extensions', 'select seats from users where (email, seats) < (''b'', 1)'),
  ('fixture, extensions', 'select seats from users where email = any (array[''ANA@x.org'', ''c'']::citext[])'),
  ('fixture, extensions', 'select nullif(email, ''ANA@X.ORG'') as email, seats from users'),
  ('fixture, extensions', 'select id, nullif(code, ''a.b'')::text as code, code is distinct from ''a.c'' as d from orders'),
  ('fixture, extensions', 'select email like ''ANA%'' as l, email between ''A'' and ''b'' as b from users'),
  ('fixture, extensions', 'select greatest(email, ''B'') as g, count(*) from users group by 1 having min(email) <> ''c'''),
  ('fixture, near', 'select id, nullif(reading, row(7)::reading) is null as same from readings'),
  ('fixture, near', 'select id, case reading when row(7)::reading then 1 else 0 end as same from readings'),
  ('fixture, near', 'select a.id, b.id as other from readings a join readings b using (reading)'),
  ('fixture, near', 'select id, reading is distinct from row(7)::reading as other from readings'),
  ('fixture, far, pg_catalog', 'select case seats when 1 then ''not one'' else ''one'' end as which from users'),
  ('fixture, far, pg_catalog', 'select nullif(seats, 1) as seats from users'),
  ('fixture, near, far', 'select seats, grade(seats) as g, far.grade(seats) as f, grade(seats::bigint) as b from users'),
  ('fixture, near', 'select seats::seats, email::text collate plain as email, since::text as since from users'),
  ('fixture', 'select seats from users where seats between 1 and 2 and since is not null'),
  ('fixture', 'select seats from users where (seats = 1 or seats = 2) and (seats > 0 and (seats < 5 and seats < 6))'),
  ('fixture', 'select u.seats from users u where exists (select from users u where u.seats = 2)'),
  ('fixture', 'select seats as a, ''x'' as b from users union all select total, ''y'' from orders'),
  ('fixture', 'select to_json(q) ->> ''a'' as j from (select seats as a from users union select 3) q'),
  ('fixture', 'with q as (select seats from users), w as materialized (select 1 as n) select * from q, w'),
  ('fixture', 'select u."Odd ""name" from (select seats as "Odd ""name" from users) u'),
  ('fixture', 'select (date ''2026-01-01'' + 1)::text as d, interval ''1 day 2 hours'' as i, 0.1::float8 as f, ''{1,NULL}''::int[] as n');

insert into shapes (path, query)
select 'fixture', query
from (
  values
    (160000, 'select seats, to_jsonb(seats) is json object as o, json_object(''a'': seats) as j from users'),
    (170000, 'select json_query(to_jsonb(u), ''$.seats'' with wrapper) as q, json_value(to_jsonb(u), ''$.seats'' returning integer) as v from users u'),
    (170000, 'select t.* from users u, json_table(to_jsonb(u), ''$'' columns (seats integer path ''$.seats'', o for ordinality)) as t')
) as newer (version, query)
where current_setting('server_version_num')::integer >= version;

create function pg_temp.drift_of(path text, query text, change text) returns text language plpgsql as $$
declare
  v_drift json;
begin
  perform set_config('search_path', path, true);
  execute 'create materialized view fixture.shape as ' || query;
  execute 'alter materialized view fixture.shape rename to "The Shape"';
  perform set_config('search_path', 'public, extensions', true);
  perform dashboard_refresh.manage('fixture."The Shape"', settings => '{"path": "database"}');
  execute change;
  v_drift := dashboard_refresh.drift('fixture."The Shape"');
  drop materialized view fixture."The Shape";
  perform dashboard_refresh.unmanage('fixture."The Shape"');
  return concat_ws(' ', v_drift ->> 'missing', v_drift ->> 'extra', v_drift ->> 'different');
end;
$$;

select plan(14 + count(*)::integer) from shapes;
select is(pg_temp.drift_of(path, query, 'select'), '0 0 0', query) from shapes;

select is(
  pg_temp.drift_of(
    'fixture, extensions', 'select seats, total from users join orders using (email)',
    $$insert into fixture.orders values (3, 'bea@X.org', 'a', 5)$$
  ),
  '1 0 0', 'a row that only the equality of the extension joins is missing from the view'
);
select is(
  pg_temp.drift_of(
    'fixture, near', 'select a.id, b.id as other from readings a join readings b using (reading)',
    'insert into fixture.readings values (3, row(58))'
  ),
  '3 0 0', 'so are rows that only the equality of an own type joins'
);
select is(
  pg_temp.drift_of(
    'fixture', 'select seats, since from users',
    'alter table fixture.users rename column seats to places; alter table fixture.users rename column since to seats'
  ),
  '0 0 0', 'columns of a source may be renamed'
);
create temporary table grown as
select query, pg_temp.drift_of(
  'fixture, extensions', query,
  format(
    'alter table fixture.users add column more_%1$s integer default 1;
     alter table fixture.orders add column more_%1$s integer;
     alter table fixture.orders drop column if exists more_%2$s',
    position, position - 1
  )
) as drift
from unnest(array[
  'select places, total from users join orders using (email)',
  'select places, total from users natural full join (select email, total from orders) as o',
  'select email, places, total from users full join orders using (email)',
  'select email, total, f.places from orders left join users as f using (email) left join users as u using (email)',
  'select u.places, o.total from users u left join orders o on o.total = u.places join orders p on p.id = o.id',
  'select both_of_them.total from (users join orders using (email)) as both_of_them',
  'select to_jsonb(q) as j from (select u.places, o.total from users u join orders o using (email)) as q'
]) with ordinality as queries (query, position);
select is(drift, '0 0 0', format('its tables may grow: %s', query)) from grown;
select is(
  pg_temp.drift_of(
    'fixture', 'select seats, places from users', 'alter materialized view fixture."The Shape" rename column seats to "order"'
  ),
  '0 0 0', 'so may columns of the view'
);

create materialized view fixture.joined as
  select to_json(both_of_them) as both_of_them
  from (fixture.users join (select 1 as places, 2 as n) as more using (places)) as both_of_them;
select is(
  pg_temp.drift_of(
    'fixture', 'select both_of_them.n from (users join (select 1 as places, 2 as n, 3 as seats) as more using (places)) as both_of_them', 'select'
  ),
  '0 0 0', 'a join with a name is none the worse for two columns of one name'
);
create materialized view fixture.unsayable as
  select to_json(both_of_them) as both_of_them
  from (fixture.users join (select 1 as places, 3 as seats) as more using (places)) as both_of_them;
select dashboard_refresh.manage('fixture.unsayable', settings => '{"path": "database"}') \g /dev/null
select throws_ok(
  $$select dashboard_refresh.drift('fixture.unsayable')$$, 'DR015',
  'the definition of fixture.unsayable cannot be run outside of a refresh',
  'what no text says is not compared with something else'
);
select is_empty(
  $$select from pg_class where relname like 'drift\_%' and relnamespace = pg_my_temp_schema()$$,
  'a comparison leaves nothing behind'
);

select * from finish();
rollback;
