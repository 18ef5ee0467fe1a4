begin;
set local search_path = public, extensions;
\ir ../support/error.psql
select plan(8 + (select count(*)::integer from dashboard_refresh._error_codes()));

create function pg_temp.raised(code text) returns setof text language sql as $$
  select unnest(array[error.code, message, detail, hint])
  from pg_temp.error_of(format('select dashboard_refresh._raise(%L, %L, %L, %L)', code, 'm %', 'd "x"', 'h')) as error
$$;

-- Outside a request of the API, request.method is not set, or empty when it was set before in the session.
reset request.method;
select results_eq(
  format('select pg_temp.raised(%L)', code), array[sqlstate, 'm %', 'd "x"', 'h'],
  format('in SQL, %s is raised as %s with message, detail and hint', code, sqlstate)
)
from dashboard_refresh._error_codes();

set local request.method = '';
select results_eq(
  format('select pg_temp.raised(%L)', 'paused'), array['DR006', 'm %', 'd "x"', 'h'],
  'an empty request.method, as the end of a request leaves it, is no request'
);
select results_eq(
  $$select code, message, detail, hint from pg_temp.error_of('select dashboard_refresh._raise(''paused'', ''m'')')$$,
  $$values ('DR006', 'm', '', '')$$,
  'the detail and hint of an error may be left out'
);
select throws_ok(
  $$select dashboard_refresh._raise('no_such_code', 'm')$$, 'P0002', null,
  'a code that is not in the table is a mistake in ours'
);

select is_empty(
  $$
    select code from dashboard_refresh._error_codes()
    where code !~ '^[a-z]+(_[a-z]+)*$' or sqlstate !~ '^DR\d{3}$' or status not between 400 and 499
  $$,
  'each code is lower case words, its SQLSTATE is of class DR, its status is an error of the caller'
);
select is_empty(
  $$
    select unnest(array[code, sqlstate]) from dashboard_refresh._error_codes()
    group by 1 having count(*) > 1
  $$,
  'no code and no SQLSTATE stands for two errors'
);
select cmp_ok(
  (select count(*) from dashboard_refresh._error_codes()), '>', 12::bigint, 'there are a dozen of them and more, and all were tried'
);

-- What the functions raise, and what the table has.
select set_eq(
  $$
    select matches.match[1]
    from pg_proc
    cross join lateral regexp_matches(prosrc, '_raise\(\s*''([a-z_]+)''', 'g') as matches (match)
    where pronamespace = 'dashboard_refresh'::regnamespace
    union
    select matches.match[1]
    from pg_proc
    cross join lateral regexp_matches(prosrc, 'code := ''([a-z_]+)''', 'g') as matches (match)
    where pronamespace = 'dashboard_refresh'::regnamespace and proname = '_schedule_error'
  $$,
  $$select code from dashboard_refresh._error_codes()$$,
  'the functions raise each code of the table, and no other'
);
select is_empty(
  $$
    select oid::regprocedure from pg_proc
    where (pronamespace = 'dashboard_refresh'::regnamespace
      or (pronamespace = 'public'::regnamespace and proname ~ 'dashboard_(refresh|freshness)'))
      and prosrc ~ 'sqlstate\s+''(DR\d+|PGRST)'''
      and proname <> '_raise'
  $$,
  'nothing catches these errors, and _raise alone raises them'
);

select * from finish();
rollback;
