begin;
\ir ../support/fixture.psql
\ir ../support/error.psql
select plan(18);

create function pg_temp.refusal(patch jsonb) returns text language sql as $$
  select concat_ws(' ', code, message, detail)
  from pg_temp.error_of(format('select dashboard_refresh.reconfigure(settings => %L)', patch))
$$;

select is(pg_temp.refusal(patch), 'DR010 the settings are not a JSON object ' || detail, 'not a patch: ' || patch::text)
from (
  values
    ('[]'::jsonb, 'Got a JSON array.'),
    ('[{"path": "edge"}]', 'Got a JSON array.'),
    ('"path"', 'Got a JSON string.'),
    ('"{path: edge}"', 'Got a JSON string.'),
    ('5', 'Got a JSON number.'),
    ('true', 'Got a JSON boolean.'),
    ('null', 'Got a JSON null.')
) as cases (patch, detail);

select alike(pg_temp.refusal('{}'), 'DR010 no setting was given%', 'an empty object changes nothing, and says so');
select alike(
  pg_temp.refusal(to_jsonb('{}'::text)), 'DR010 no setting was given%',
  'an empty object in a string changes nothing either'
);
select throws_ok(
  $$select dashboard_refresh.reconfigure()$$, 'DR010', 'no setting was given, so there is nothing to change',
  'no object at all is refused like an empty one'
);
select throws_ok(
  $$select dashboard_refresh.manage('fixture.new', settings => '[]', expect_missing => true)$$, 'DR010', 'the settings are not a JSON object',
  'manage refuses what is not an object too'
);
select lives_ok(
  $$select dashboard_refresh.manage('fixture.new', settings => null, expect_missing => true)$$, 'manage needs no settings'
);
select dashboard_refresh.unmanage('fixture.new') \g /dev/null

select is(
  dashboard_refresh.reconfigure(settings => to_jsonb('{"path": "edge"}'::text)) #>> '{after,path}', 'edge',
  'an object in a JSON string, as a client that encodes twice sends it, is unwrapped'
);
select is(
  dashboard_refresh.manage('fixture.totals', settings => to_jsonb('{"path": "database"}'::text)) #>> '{after,path}',
  'database', 'manage unwraps an object in a JSON string too'
);

create temporary table megabyte as select jsonb_build_object('path', repeat('x', 1024 * 1024)) as patch;
select is(
  pg_temp.refusal(patch),
  'DR010 the settings are too long They have 1048588 characters; at most 16384 are read.',
  'a patch of 1 MB is refused without being repeated'
)
from megabyte;
select alike(
  pg_temp.refusal(to_jsonb(patch::text)), 'DR010 the settings are too long%',
  'a patch of 1 MB in a JSON string is refused too'
)
from megabyte;
select alike(
  pg_temp.refusal(jsonb_object_agg('word' || number, number)), 'DR010 the settings are too long%',
  'a patch of 10,000 words is refused as too long'
)
from generate_series(1, 10000) as words (number);

select results_eq(
  $$select max(revision), count(*) from dashboard_refresh.views$$, $$values (3, 1::bigint)$$,
  'only the two patches that were accepted changed anything'
);

select * from finish();
rollback;
