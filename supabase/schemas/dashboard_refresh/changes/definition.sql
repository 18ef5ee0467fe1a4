/* Reads what a materialized view is made of. */

create or replace function dashboard_refresh._untrackable_source(relation oid, sources oid[])
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select case
      when pg_class.relnamespace in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
        then format('it reads the system catalog %s', pg_class.oid::regclass)
      when pg_class.relkind = 'f' then format('it reads the foreign table %s', pg_class.oid::regclass)
      when pg_class.relkind not in ('r', 'p', 'm') then format('it reads %s, which is no table', pg_class.oid::regclass)
      else format('row level security of %s applies to the owner of the view', pg_class.oid::regclass)
    end
    from dashboard_refresh._with_children(sources) as all_sources (relation)
    join pg_catalog.pg_class on pg_class.oid = all_sources.relation
    cross join (
      select viewed.relowner as role, pg_roles.rolbypassrls or pg_roles.rolsuper as bypasses
      from pg_catalog.pg_class as viewed
      join pg_catalog.pg_roles on pg_roles.oid = viewed.relowner
      where viewed.oid = _untrackable_source.relation
    ) as owner
    where pg_class.relnamespace in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      or pg_class.relkind not in ('r', 'p', 'm')
      -- A policy may read anything.
      or (
        pg_class.relrowsecurity
        and not owner.bypasses
        and (pg_class.relowner <> owner.role or pg_class.relforcerowsecurity)
      )
    limit 1
  );
end;
$$;
comment on function dashboard_refresh._untrackable_source(oid, oid[]) is
  'Why changes of what a view (relation) reads cannot be seen: one of its sources is not a table, or its rows are decided '
  'by row level security; null when they can.';

create or replace function dashboard_refresh._read_definition(relation oid, epoch text)
returns dashboard_refresh.definition_facts language plpgsql
-- Stable, so that all of it, stamp included, is read from one snapshot.
stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_facts dashboard_refresh.definition_facts;
  v_trees text;
begin
  -- Read from the node trees and not from pg_depend, which does not list what is pinned: the system catalogs. A
  -- materialized view that is read is a source of its own: what it shows changes when it is refreshed, and only then.
  with recursive reads (reader, relation) as (
    select null::oid, _read_definition.relation
    union
    select reads.relation, matches.match[1]::oid
    from reads
    join pg_catalog.pg_class on pg_class.oid = reads.relation
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = reads.relation and pg_rewrite.rulename = '_RETURN'
    cross join lateral regexp_matches(pg_rewrite.ev_action::text, ':relid (\d+)', 'g') as matches (match)
    where (pg_class.relkind = 'v' or reads.relation = _read_definition.relation)
      -- The rule of a view names the view itself; and zero is no relation.
      and matches.match[1]::oid not in (0, reads.relation, _read_definition.relation)
  ),
  texts as materialized (
    select pg_rewrite.oid, pg_rewrite.ev_action::text as tree
    from (select distinct reads.relation from reads) as distinct_reads
    join pg_catalog.pg_class on pg_class.oid = distinct_reads.relation
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = pg_class.oid and pg_rewrite.rulename = '_RETURN'
    where pg_class.relkind = 'v' or pg_class.oid = _read_definition.relation
  )
  select
    array_agg(texts.oid order by texts.oid),
    (
      select array_agg(distinct reads.relation order by reads.relation)
      from reads
      join pg_catalog.pg_class on pg_class.oid = reads.relation
      where pg_class.relkind <> 'v' and reads.relation <> _read_definition.relation
    ),
    string_agg(texts.tree, ' ')
  into v_facts.rules, v_facts.sources, v_trees
  from texts;

  v_facts.sources := coalesce(v_facts.sources, array[]::oid[]);
  v_facts.functions := array(
    select distinct calls.function
    from dashboard_refresh._called_functions(v_trees) as calls (function)
    -- What initdb created, oids below 16384 (FirstNormalObjectId), does not change.
    where calls.function >= 16384
    order by calls.function
  );
  v_facts.upstream := array(
    select pg_class.oid
    from pg_catalog.pg_class
    where pg_class.oid = any (v_facts.sources) and pg_class.relkind = 'm'
    order by pg_class.oid
  );
  v_facts.untrackable := case
    when not current_setting('track_counts')::boolean then 'track_counts is off, so changes are not counted'
    when epoch is null then 'the time since which changes are counted cannot be seen'
    else coalesce(
      dashboard_refresh._untrackable_source(relation, v_facts.sources), dashboard_refresh._untrackable_call(v_trees)
    )
  end;
  v_facts.custom_settings := dashboard_refresh._settings_read(v_trees);
  v_facts.stamp := dashboard_refresh._definition_stamp(v_facts.rules, v_facts.sources, v_facts.functions);

  return v_facts;
end;
$$;
comment on function dashboard_refresh._read_definition(oid, text) is
  'Reads what a materialized view is made of, through plain views of any depth. epoch: of the counters, see '
  '_statistics_horizon.';
