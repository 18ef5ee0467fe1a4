/* What makes a fresh view wrong: it reads what is not fresh itself, or what its definition no longer means. */

create or replace function dashboard_refresh._sources_beneath(relation oid)
returns setof dashboard_refresh.source_read language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  with recursive rules (reader, tree) as (
    select pg_rewrite.ev_class, pg_rewrite.ev_action::text
    from pg_catalog.pg_rewrite
    where pg_rewrite.ev_class = _sources_beneath.relation and pg_rewrite.rulename = '_RETURN'
    union
    select pg_rewrite.ev_class, pg_rewrite.ev_action::text
    from rules
    cross join lateral regexp_matches(rules.tree, ':relid (\d+)', 'g') as matches (match)
    join pg_catalog.pg_class on pg_class.oid = matches.match[1]::oid and pg_class.relkind = 'v'
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = pg_class.oid and pg_rewrite.rulename = '_RETURN'
    where matches.match[1]::oid <> rules.reader
  )
  select distinct
    rules.reader,
    matches.match[2]::oid,
    -- What a relation is called in a query is its name at the time the query was made, unless an alias was given.
    case when matches.match[1] is not null then regexp_replace(matches.match[1], '\\(.)', '\1', 'g') end
  from rules
  cross join lateral regexp_matches(
    rules.tree,
    '\{RANGETBLENTRY (?::alias <> :eref \{ALIAS :aliasname ((?:[^ \\]|\\.)+)|:alias \{ALIAS :aliasname (?:[^ \\]|\\.)+'
      ' :colnames (?:<>|\((?:[^()\\]|\\.)*\))\} :eref \{ALIAS :aliasname (?:[^ \\]|\\.)+)'
      ' :colnames (?:<>|\((?:[^()\\]|\\.)*\))\} :rtekind 0 :relid (\d+)',
    'g'
  ) as matches (match)
  where matches.match[2]::oid <> rules.reader;
end;
$$;
comment on function dashboard_refresh._sources_beneath(oid) is
  'The relations that a view reads, directly or through plain views, each with the view that reads it and its name in there.';

create or replace function dashboard_refresh._name_without_age(name text)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (regexp_match(name, '^_*(?:old|bak|backup|prev|previous)_+(.+)$', 'i'))[1],
    (regexp_match(
      name, '^(.+?)_+(?:dbt_+)?(?:old|bak|backup|prev|previous|orig|original|retired|deprecated)(?:_*\d[\d_]*)?$', 'i'
    ))[1]
  );
$$;
comment on function dashboard_refresh._name_without_age(text) is
  'What a relation was probably called before it was renamed out of the way: x for x_old, x__dbt_backup, old_x, '
  'x_bak_20260101; null for a name that does not say so.';

create or replace function dashboard_refresh._displaced_sources(relation oid)
returns setof dashboard_refresh.displaced_source language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  with reads as materialized (select * from dashboard_refresh._sources_beneath(_displaced_sources.relation))
  select distinct on (reads.source, successor.oid)
    reads.reader, reads.source, successor.oid, reads.name is not distinct from successor.relname
  from reads
  join pg_catalog.pg_class as source on source.oid = reads.source
  join pg_catalog.pg_class as successor
    on successor.relnamespace = source.relnamespace
    and successor.oid <> source.oid
    and successor.relkind in ('r', 'p', 'v', 'm', 'f')
    and successor.relname in (reads.name, dashboard_refresh._name_without_age(source.relname))
  -- By the name it has in the query, or by the looks of its name; but then not where both are read, or one is part of the
  -- other.
  where reads.name is not distinct from successor.relname
    or not exists (select from reads as other where other.source = successor.oid)
      and not exists (
        select from pg_catalog.pg_inherits
        where pg_inherits.inhrelid = source.oid and pg_inherits.inhparent = successor.oid
      )
  order by reads.source, successor.oid, reads.name is not distinct from successor.relname desc;
end;
$$;
comment on function dashboard_refresh._displaced_sources(oid) is
  'The relations that a view reads though another has taken their name: a query follows a relation that is renamed.';

create or replace function dashboard_refresh._source_problems(view dashboard_refresh.views)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant oid := (dashboard_refresh._relation(view)).oid;
begin
  return query
  select
    'reads_unmanaged_view', 'warning',
    format('The view reads %s, which nobody manages: it is as old as that was when it was last refreshed.',
      string_agg(pg_class.oid::regclass::text, ', ' order by pg_class.oid::regclass::text)),
    string_agg(
      format('select dashboard_refresh.manage(%L);', format('%I.%I', pg_namespace.nspname, pg_class.relname)),
      ' ' order by pg_class.oid::regclass::text
    )
  from (select distinct beneath.source from dashboard_refresh._sources_beneath(v_relation) as beneath) as reads
  join pg_catalog.pg_class on pg_class.oid = reads.source and pg_class.relkind = 'm'
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where not exists (
    select from dashboard_refresh.views
    where to_regclass(views.view) = pg_class.oid
      or (views.relation_oid = pg_class.oid and to_regclass(views.view) is null)
  )
  having count(*) > 0;

  return query
  select
    'reads_renamed_relation', 'warning',
    format(
      case when displaced.is_certain
        then '%1$s reads %2$s, which was called %3$s when that query was made; another relation has that name now, and '
          'its changes are not seen.'
        else '%1$s reads %2$s, which looks as if it was renamed out of the way; %3$s is beside it and is not read.'
      end,
      displaced.reader::regclass, displaced.source::regclass, displaced.successor::regclass
    ),
    format('Create %s again with %s in place of %s in its query, which pg_get_viewdef(%L) shows.',
      displaced.reader::regclass, displaced.successor::regclass, displaced.source::regclass,
      displaced.reader::regclass::text)
  from dashboard_refresh._displaced_sources(v_relation) as displaced
  order by displaced.source::regclass::text;
end;
$$;
comment on function dashboard_refresh._source_problems(dashboard_refresh.views) is
  'What the view reads that keeps it wrong however often it is refreshed.';
