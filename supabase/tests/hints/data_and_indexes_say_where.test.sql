begin;
\ir ../support/fixture.psql
\ir ../support/hints.psql
select plan(22);

select dashboard_refresh.unmanage('fixture.totals') \g /dev/null
create table fixture.facts (id integer primary key, word text, n integer, big bigint, d text);
insert into fixture.facts values (1, 'a', 1, 1, '2026-01-01'), (2, 'b', 2, 2, '2026-01-02');
create function pg_temp.manages(columns text, source text default 'fixture.facts') returns void language plpgsql as $$
begin
  drop materialized view if exists fixture.made;
  delete from dashboard_refresh.views where true;
  execute format('create materialized view fixture.made as select %s from %s', columns, source);
  perform dashboard_refresh.manage('fixture.made', settings => '{"path": "database"}');
end;
$$;
create function pg_temp.hint_after(statement text) returns text language plpgsql as $$
declare
  v_hint text;
begin
  execute statement;
  v_hint := pg_temp.hint();
  truncate fixture.facts;
  insert into fixture.facts values (1, 'a', 1, 1, '2026-01-01'), (2, 'b', 2, 2, '2026-01-02');
  return v_hint;
end;
$$;

select pg_temp.manages('id, 10 / n as share') \g /dev/null
select is(
  pg_temp.hint_after('update fixture.facts set n = 0 where id = 2'),
  'It failed in the query of fixture.made. Divide by nullif(divisor, 0), which gives null instead of an error, or leave '
  'such rows out.',
  'a division by zero'
);
create view fixture.shares as select id, 10 % n as share from fixture.facts;
select pg_temp.manages('id, share', 'fixture.shares') \g /dev/null
select matches(
  pg_temp.hint_after('update fixture.facts set n = 0 where id = 2'),
  '^It failed in the query of fixture\.made, or of a plain view that it reads \(fixture\.shares\)\. Divide by nullif',
  'a division by zero below a plain view'
);
select pg_temp.manages('id, big::integer as small') \g /dev/null
select matches(
  pg_temp.hint_after('update fixture.facts set big = 3000000000 where id = 2'), 'a wider one', 'a number out of range'
);
select pg_temp.manages('id, d::date as day') \g /dev/null
select matches(
  pg_temp.hint_after('update fixture.facts set d = ''Tuesday-ish'' where id = 2'),
  '^It failed in the query of fixture\.made\. A value is not of the form', 'a text that is no date'
);
select pg_temp.manages('id, d::date as day') \g /dev/null
select matches(
  pg_temp.hint_after('update fixture.facts set d = ''2026-02-31'' where id = 2'), 'in the range, of the type', 'a date that is none'
);
select pg_temp.manages('id, (select f.word from fixture.facts as f where f.n = facts.n) as word') \g /dev/null
select matches(
  pg_temp.hint_after('update fixture.facts set n = 1 where id = 2'), 'A subquery that stands for one value gives several rows',
  'a subquery with two rows is not taken for equal keys'
);
create domain fixture.positive as integer constraint is_positive check (value > 0);
select pg_temp.manages('id, n::fixture.positive as n') \g /dev/null
select matches(
  pg_temp.hint_after('update fixture.facts set n = -1 where id = 2'),
  'A value does not fit the domain positive, check is_positive', 'a value that a domain refuses'
);

-- Equal keys name the index.
select pg_temp.manages('n, word') \g /dev/null
create unique index made_n_idx on fixture.made (n);
select matches(
  pg_temp.hint_after('update fixture.facts set n = 1 where id = 2'), 'unique index \(made_n_idx\)\. Make the query give one row a key',
  'equal keys name the index'
);
select pg_temp.manages('n') \g /dev/null
create unique index made_n_idx on fixture.made (n);
select matches(
  pg_temp.hint_after('update fixture.facts set n = 1 where id = 2'), 'equal in the columns of a unique index', 'equal rows too'
);

-- A row too long for an index. Text that does not compress.
create function pg_temp.noise(words integer) returns text language sql as $$
  select string_agg(md5(i::text || 'x'), '') from generate_series(1, words) as i
$$;
select pg_temp.manages('id, word') \g /dev/null
create unique index on fixture.made (id);
create index made_word_idx on fixture.made (word);
update fixture.facts set word = pg_temp.noise(150) where id = 2;
create temporary table e1 as select * from pg_temp.refresh_error();
select is((select sqlstate from e1), '54000', 'a row can be too long for an index');
select matches(
  (select hint from e1),
  '^A value is too long for the index fixture\.made_word_idx on word\. Index a digest of it: '
  'drop index fixture\.made_word_idx; create index on fixture\.made \(md5\(word\)\);$',
  'the hint names index and column'
);
select is(pg_temp.outcome_of((select hint from e1)), 'succeeded', 'what it says fixes a concurrent refresh');
select dashboard_refresh.reconfigure(settings => '{"concurrently": "never"}') \g /dev/null
update fixture.facts set word = 'b' where id = 2;
refresh materialized view fixture.made;
create index "Odd idx" on fixture.made (word);
update fixture.facts set word = pg_temp.noise(400) where id = 2;
select pg_temp.hint() as hint \gset
select matches(:'hint'::text, 'drop index fixture\."Odd idx"; create index', 'a plain refresh names it as well');
select is(pg_temp.outcome_of(:'hint'), 'succeeded', 'what it says fixes a plain refresh');
update fixture.facts set word = 'b' where id = 2;
refresh materialized view fixture.made;
create unique index made_key_idx on fixture.made (word, id);
update fixture.facts set word = pg_temp.noise(400) where id = 2;
select matches(
  pg_temp.hint(), '^A value is too long for the index fixture\.made_key_idx on id, word\. Add a column with md5\(\)',
  'a key that is too long needs another column'
);

-- What is read has no data.
select pg_temp.manages('seller', 'fixture.totals') \g /dev/null
refresh materialized view fixture.totals with no data;
select pg_temp.hint() as hint \gset
select is(
  :'hint'::text, 'It reads what has no data yet. Refresh that first: refresh materialized view fixture.totals;',
  'a view that reads one without data names that'
);
select is(pg_temp.outcome_of(:'hint'), 'succeeded', 'what the hint says fixes it');

-- A view of ours without data, which a concurrent refresh cannot fill.
create unique index on fixture.made (seller);
refresh materialized view fixture.made with no data;
select dashboard_refresh.reconfigure(settings => '{"concurrently": "always"}') \g /dev/null
select is(pg_temp.outcome_of(pg_temp.hint()), 'succeeded', 'the hint for a view without data fills it');

-- No room.
create function fixture.fails(code text) returns integer language plpgsql as $$
begin
  if current_setting('fixture.fails', true) = code then
    raise sqlstate '53100';
  end if;
  return 1;
end;
$$;
drop materialized view fixture.made;
select pg_temp.manages('fixture.fails(''yes'') as one') \g /dev/null
set local fixture.fails = 'yes';
select matches(
  pg_temp.hint(), '^The server is short of disk\. .*the view has about \d+ bytes.*make room, or get a larger disk',
  'a full disk says what a refresh needs, and what to do'
);
select is(dashboard_refresh._shortage_hint(null, '53400') like '%temp_file_limit is %', true, 'a limit on temporary files is named');
select is(
  dashboard_refresh._shortage_hint(null, '53200'), 'The server is short of memory. Nothing of the view was changed.', 'memory too'
);

drop materialized view fixture.made;
select matches(pg_temp.hint(), '^Create the materialized view fixture\.made, or stop managing it: select dashboard', 'no view');

select * from finish();
rollback;
