-- What changes by itself, or what nobody counts, is named, with the reason.
begin;
\ir ../support/fixture.psql
create extension if not exists unaccent with schema extensions;
create extension if not exists citext with schema extensions;
create extension if not exists hstore with schema extensions;
create extension if not exists pg_trgm with schema extensions;
\ir ../support/skipping.psql
select plan(36);

select is(skip ->> 'expression' || ' because ' || substring(skip ->> 'reason' from ': (it .*?)(?:: it|\. [A-Z]|$)'), expected, query)
from (
  values
    ('select id, tm::timetz from fixture.t',
      '(t.tm)::time with time zone because it calls timetz(time without time zone), which is stable, not immutable'),
    ('select id, tz at time zone ''Europe/Madrid'' as z from fixture.t',
      'timezone(…, t.tz) because it calls timezone(text,time with time zone), which is stable, not immutable'),
    ('select id, age(at) from fixture.t',
      'age(t.at) because it calls age(timestamp with time zone), which is stable, not immutable'),
    ('select id, jsonb_path_query_first_tz(d, ''$ ? (@.a.datetime() < @.b.datetime())'') from fixture.t',
      'jsonb_path_query_first_tz(t.d, …) because it goes by a path that may compare times of day, and the offset of a time zone is that of today'),
    ('select id, jsonb_path_exists_tz(d, x::jsonpath) from fixture.t',
      'jsonb_path_exists_tz(t.d, (t.x)::jsonpath) because it goes by a path that may compare times of day, and the offset of a time zone is that of today'),
    ('select id from fixture.t where at > now() - interval ''1 day''',
      'now() because it calls now(), which is stable, not immutable'),
    ('select id, current_date - dt from fixture.t',
      'current_date because it depends on the time or the session'),
    ('select id, session_user from fixture.t',
      'session_user because it depends on the time or the session'),
    ('select id, random() from fixture.t',
      'random() because it calls random(), which is volatile'),
    ('select gen_random_uuid(), id from fixture.t',
      'gen_random_uuid() because it calls gen_random_uuid(), which is volatile'),
    ('select fixture.liar(id) from fixture.t',
      'fixture.liar(t.id) because it calls fixture.liar(integer), which says it is immutable but uses now()'),
    ('select fixture.reads(id) from fixture.t',
      'fixture.reads(t.id) because it calls fixture.reads(integer), which says it is immutable but reads fixture.parent'),
    ('select fixture.stab(id) from fixture.t',
      'fixture.stab(t.id) because it calls fixture.stab(integer), which is stable, not immutable'),
    ('select fixture.todate(x) from fixture.t',
      'fixture.todate(t.x) because it calls fixture.todate(text), which turns text into a time, and the text may be ''now'''),
    ('select fixture.todate_pl(x) from fixture.t',
      'fixture.todate_pl(t.x) because it calls fixture.todate_pl(text), which turns text into a time, and the text may be ''now'''),
    ('select id, current_setting(''application_name'') as s from fixture.t',
      'current_setting(…) because it asks for the setting application_name, which each session has for itself'),
    ('select id, current_setting(x, true) as s from fixture.t',
      'current_setting(t.x, …) because it asks for a setting whose name is not written out'),
    ('select t.tableoid::regclass::text as s from fixture.t',
      '((t.tableoid)::regclass)::text because it uses names of the system catalog, as regclass does'),
    ('select id, ''fixture.t''::regclass::text from fixture.t',
      '(…)::text because it uses names of the system catalog, as regclass does'),
    ('select jobid, count(*) from cron.job_run_details group by 1',
      'cron.job_run_details because it reads a table whose writer does not report its changes'),
    ('select relname from pg_class',
      'pg_class because it reads the system catalog, whose changes are not followed'),
    ('select id from fixture.t tablesample system (10)',
      'tablesample because it samples a table'),
    ('select id, x operator(extensions.%) x from fixture.t',
      't.x % t.x because it calls extensions.similarity_op(text,text), which is stable, not immutable'),
    ('select nextval(pg_get_serial_sequence(''fixture.numbered'', ''id'')) from fixture.t',
      'nextval(pg_get_serial_sequence(…, …)) because it calls nextval(regclass), which is volatile'),
    ('select id, pg_typeof(x)::text from fixture.t',
      '(pg_typeof(t.x))::text because it uses names of the system catalog, as regclass does'),
    ('select id, obj_description(oidc) from fixture.t',
      'obj_description(t.oidc) because it calls obj_description(oid), which is stable, not immutable'),
    ('select fixture.calls_liar(id) from fixture.t',
      'fixture.calls_liar(t.id) because it calls fixture.calls_liar(integer), which calls fixture.liar(integer), which says it is immutable but uses now()'),
    ('select fixture.vol(id) from fixture.t',
      'fixture.vol(t.id) because it calls fixture.vol(integer), which is volatile'),
    ('select fixture.atomic_now(), id from fixture.t',
      'now() because it calls now(), which is stable, not immutable'),
    ('select fixture.odd_sum(id) from fixture.t',
      'fixture.odd_sum(t.id) because it calls fixture.odd_sum(integer), which calls fixture.finish(integer), which is volatile'),
    ('select last_value from fixture.numbers',
      'fixture.numbers because it reads what is no table'),
    ('select count(*) from information_schema.tables',
      'pg_type because it reads the system catalog, whose changes are not followed'),
    ('select id from net.http_request_queue',
      'net.http_request_queue because it reads a table whose writer does not report its changes'),
    ('select seller from fixture.sales where seller = current_user',
      'current_user because it depends on the time or the session')
) as queries (query, expected)
cross join lateral pg_temp.skip(query) as skip;

create materialized view fixture.clock as select now() as t from fixture.sales limit 1;
select dashboard_refresh.manage('fixture.clock', settings => '{"path": "database", "max_duty_cycle": 1}') \g /dev/null
select dashboard_refresh.tick('fixture.clock') \g /dev/null
select is(
  dashboard_refresh.tick('fixture.clock'), 'succeeded',
  'a view whose changes cannot be seen is refreshed on every tick'
);
select matches(
  dashboard_refresh.status() -> 'skip' ->> 'reason', '^every tick refreshes, because of now\(\): it calls now',
  'status says why every tick refreshes'
);

select * from finish();
rollback;
