-- A comparison takes a temporary view, which the role may not be allowed to make.
begin;
\ir ../support/fixture.psql
\ir ../support/error.psql
select plan(3);

select format('revoke temporary on database %I from public, %I', current_database(), current_user) as statement \gset
:statement;
select detail, hint from pg_temp.error_of('select dashboard_refresh.drift()') \gset
select matches(:'detail'::text, 'only its text: \S+ may make no temporary view in this database\.$', 'the error says what is not allowed');
select matches(:'hint'::text, '^grant temporary on database \S+ to \S+;$', 'the hint is a statement');
:hint
select is(dashboard_refresh.drift() ->> 'missing', '0', 'after which the drift is measured');

select * from finish();
rollback;
