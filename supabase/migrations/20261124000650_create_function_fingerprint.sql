/*
Purpose: tell whether a view's sources may have changed since its last refresh, without touching the write path.

Objects: type definition_facts; functions _sources, _unwatchable_call, _define, _statistics, _source_state,
_view_state, _is_unchanged.

What is compared: for each source the file it is stored in, its columns and rights, and the counters of rows inserted,
updated and deleted; which sources there are; the text of the view and of the plain views it reads through; where it calls
functions of users, all of those, since one may call another; the labels of enums; and since when the counters count. All of
it is committed state, and it is read before the snapshot of the refresh it is stored with. A backend reports its counters
after its commit became visible (pgstat.c), so whatever is in the stored state is in the data too: a late report costs a
later refresh, or one too many, and never hides a change.

What cannot be seen this way makes a view unwatchable, with the reason, and it is then refreshed on every tick: in doubt,
refresh. The rest of what cannot be known is bounded by the setting force_after.

What every tick calls is plpgsql, which keeps its plans; a function in SQL that sets search_path is planned at each call.
Few statements, over few catalogs: pg_cron gives each firing a session of its own, which pays for each of them anew.
*/

create type dashboard_refresh.definition_facts as (
  rules oid[],
  sources oid[],
  upstream oid[],
  functions oid[],
  unwatchable text
);

comment on type dashboard_refresh.definition_facts is
  'What a view is made of: the rewrite rules that hold its text and that of the plain views it reads through, the '
  'relations it reads (partitions and children not yet unfolded), the materialized views among these, the functions of '
  'users it calls itself, and why its changes cannot be seen, null when they can.';

create function dashboard_refresh._sources(relations oid[])
returns setof oid
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  with recursive sources (relation) as (
    select unnest(relations)
    union
    select pg_inherits.inhrelid
    from sources
    join pg_catalog.pg_inherits on pg_inherits.inhparent = sources.relation
  )
  select relation from sources;
end;

comment on function dashboard_refresh._sources(oid[]) is
  'These relations with all their partitions and inheritance children, at any depth.';

create function dashboard_refresh._unwatchable_call(node_tree text)
returns text
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  with calls as (
    select distinct matches.match[1]::oid as function
    from regexp_matches(node_tree, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)', 'g') as matches (match)
  ),
  -- An aggregate is declared immutable; what it really does is in the functions it is made of.
  functions as (
    select calls.function from calls
    union
    select parts.function
    from calls
    join pg_catalog.pg_aggregate on pg_aggregate.aggfnoid = calls.function
    cross join lateral (
      values (pg_aggregate.aggtransfn::oid), (pg_aggregate.aggfinalfn::oid), (pg_aggregate.aggcombinefn::oid)
    ) as parts (function)
  )
  select coalesce(
    case
      when node_tree ~ '\{SQLVALUEFUNCTION ' then 'it depends on the time or the session, as current_date does'
      when node_tree ~ '\{TABLESAMPLECLAUSE ' then 'it samples a table'
      -- The names behind these oids may change; they are regproc, regprocedure, regoper, regoperator, regclass, regtype,
      -- regrole, regnamespace, regconfig, regdictionary and regcollation.
      when node_tree ~ (
        ':(?:vartype|resulttype|funcresulttype|opresulttype) '
        '(?:24|2202|2203|2204|2205|2206|4096|4089|3734|3769|4191) '
      ) then 'it uses names of the system catalog, as regclass does'
    end,
    (
      select format('it calls %s, which is %s', functions.function::regprocedure, case pg_proc.provolatile
        when 'v' then 'volatile' else 'not immutable: its result may depend on the time, the session or other data'
      end)
      from functions
      join pg_catalog.pg_proc on pg_proc.oid = functions.function
      where pg_proc.provolatile = 'v'
        or (
          pg_proc.provolatile = 's'
          -- Stable for the sake of the session's time zone and formats alone, which do not change by themselves.
          and not (
            pg_proc.pronamespace = 'pg_catalog'::regnamespace
            and (
              pg_proc.proname in (
                'date_trunc', 'date_part', 'extract', 'timezone', 'date_bin', 'to_char', 'to_date', 'to_timestamp',
                'to_number', 'concat', 'concat_ws', 'format', 'array_to_string', 'string_agg', 'string_agg_transfn',
                'to_json', 'to_jsonb', 'row_to_json', 'array_to_json', 'json_build_object', 'jsonb_build_object',
                'json_build_array', 'jsonb_build_array', 'json_agg', 'jsonb_agg', 'json_object_agg', 'jsonb_object_agg',
                'json_agg_transfn', 'json_agg_finalfn', 'jsonb_agg_transfn', 'jsonb_agg_finalfn',
                'json_object_agg_transfn', 'json_object_agg_finalfn', 'jsonb_object_agg_transfn',
                'jsonb_object_agg_finalfn', 'array_agg_transfn', 'array_agg_finalfn', 'generate_series',
                'to_tsvector', 'to_tsquery', 'plainto_tsquery'
              )
              or pg_proc.proname ~ '^(date|time|timetz|timestamp|timestamptz|interval)_(lt|le|gt|ge|eq|ne|cmp|pl|mi)(_|$)'
              or pg_proc.proname ~ '^(date|time|timetz|timestamp|timestamptz)$'
              or pg_proc.proname ~ '^interval_pl_'
              or pg_proc.proname ~ '^(record|array|range|multirange|enum)_(lt|le|gt|ge|eq|ne|cmp|out)$'
            )
          )
        )
      order by pg_proc.provolatile desc, functions.function
      limit 1
    ),
    (
      select format('it turns text into %s, and the text may be ''now''', casts.target::regtype)
      from (
        select matches.match[1]::oid as target
        from regexp_matches(node_tree, '\{COERCEVIAIO :arg .*? :resulttype (\d+) ', 'g') as matches (match)
      ) as casts
      where casts.target in (
        'date'::regtype, 'time'::regtype, 'timetz'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype
      )
      limit 1
    )
  );
end;

comment on function dashboard_refresh._unwatchable_call(text) is
  'Why a query, given as its node tree (pg_rewrite.ev_action), can give another result though no source has changed; '
  'null when it cannot. The labels read here are those of outfuncs.c.';

create function dashboard_refresh._define(relation oid, epoch text)
returns dashboard_refresh.definition_facts
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_facts dashboard_refresh.definition_facts;
  v_trees text;
  v_foreign text;
begin
  -- Read from the node trees and not from pg_depend, which does not know of what is pinned: the system catalogs. A
  -- materialized view that is read is a source of its own: what it shows changes when it is refreshed, and only then.
  with recursive reads (reader, relation) as (
    select null::oid, _define.relation
    union
    select reads.relation, matches.match[1]::oid
    from reads
    join pg_catalog.pg_class on pg_class.oid = reads.relation
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = reads.relation and pg_rewrite.rulename = '_RETURN'
    cross join lateral regexp_matches(pg_rewrite.ev_action::text, ':relid (\d+)', 'g') as matches (match)
    where (pg_class.relkind = 'v' or reads.relation = _define.relation)
      -- The rule of a view names the view itself; and zero is no relation.
      and matches.match[1]::oid not in (0, reads.relation, _define.relation)
  ),
  texts as (
    select pg_rewrite.oid, pg_rewrite.ev_action::text as tree
    from (select distinct reads.relation from reads) as distinct_reads
    join pg_catalog.pg_class on pg_class.oid = distinct_reads.relation
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = pg_class.oid and pg_rewrite.rulename = '_RETURN'
    where pg_class.relkind = 'v' or pg_class.oid = _define.relation
  )
  select
    (select array_agg(texts.oid order by texts.oid) from texts),
    (
      select array_agg(distinct reads.relation order by reads.relation)
      from reads
      join pg_catalog.pg_class on pg_class.oid = reads.relation
      where pg_class.relkind <> 'v' and reads.relation <> _define.relation
    ),
    (
      select array_agg(distinct calls.function order by calls.function)
      from texts
      cross join lateral (
        select matches.match[1]::oid as function
        from regexp_matches(texts.tree, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)', 'g') as matches (match)
      ) as calls
      -- What initdb made, oids below 16384 (FirstNormalObjectId), does not change.
      where calls.function >= 16384
    ),
    string_agg(texts.tree, ' ')
  into v_facts.rules, v_facts.sources, v_facts.functions, v_trees
  from texts;

  v_facts.sources := coalesce(v_facts.sources, array[]::oid[]);
  v_facts.functions := coalesce(v_facts.functions, array[]::oid[]);
  v_facts.upstream := array(
    select pg_class.oid
    from pg_catalog.pg_class
    where pg_class.oid = any (v_facts.sources) and pg_class.relkind = 'm'
    order by pg_class.oid
  );

  select case
    when pg_class.relnamespace in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      then format('it reads the system catalog %s', pg_class.oid::regclass)
    when pg_class.relkind = 'f' then format('it reads the foreign table %s', pg_class.oid::regclass)
    when pg_class.relkind not in ('r', 'p', 'm') then format('it reads %s, which is no table', pg_class.oid::regclass)
    else format('row level security of %s applies to the owner of the view', pg_class.oid::regclass)
  end
  into v_foreign
  from dashboard_refresh._sources(v_facts.sources) as sources (relation)
  join pg_catalog.pg_class on pg_class.oid = sources.relation
  cross join (
    select pg_class.relowner as role, pg_roles.rolbypassrls or pg_roles.rolsuper as bypasses
    from pg_catalog.pg_class
    join pg_catalog.pg_roles on pg_roles.oid = pg_class.relowner
    where pg_class.oid = _define.relation
  ) as owner
  where pg_class.relnamespace in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    or pg_class.relkind not in ('r', 'p', 'm')
    -- A policy may read what it likes.
    or (
      pg_class.relrowsecurity
      and not owner.bypasses
      and (pg_class.relowner <> owner.role or pg_class.relforcerowsecurity)
    )
  limit 1;

  v_facts.unwatchable := case
    when not current_setting('track_counts')::boolean then 'track_counts is off, so changes are not counted'
    when epoch is null then 'since when changes are counted is not to be seen'
    else coalesce(v_foreign, dashboard_refresh._unwatchable_call(v_trees))
  end;

  return v_facts;
end;
$$;

comment on function dashboard_refresh._define(oid, text) is
  'Reads what a materialized view is made of, through plain views of any depth. All null for a relation without a rule. '
  'epoch: of the counters, see _statistics.';

create function dashboard_refresh._statistics(at timestamptz, out known_until timestamptz, out epoch text)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Within a transaction backends and counters are otherwise those of the first look (stats_fetch_consistency). The
  -- counters are looked at next, by _source_state, which asks for the epoch so that this cannot be forgotten.
  perform pg_stat_clear_snapshot();

  select
    -- pgstat.c: a backend reports when it goes idle, unless it did so within the last second; then 10 s later. In a
    -- transaction it does not report at all, so one that is in a transaction may keep back what it committed before. What
    -- it keeps back is not older than 60 s (PGSTAT_MAX_INTERVAL).
    case
      when bool_or(activity.backend_type = 'client backend' and coalesce(activity.state, 'disabled') = 'disabled')
        filter (where backend.may_owe)
      then null
      else least(
        at,
        clock_timestamp(),
        min(
          case
            -- A procedure that commits starts one transaction after another within one statement.
            when activity.xact_start is not null
              then least(activity.xact_start, activity.query_start)
            when activity.state_change > at - interval '11 seconds' then activity.state_change
          end
        ) filter (where backend.may_owe) - interval '60 seconds'
      )
    end,
    -- Counters start anew after a reset, and after a crash, which starts the checkpointer anew even where the server
    -- itself goes on. Without this, counters that have grown back to what they were would hide all that happened.
    -- As numbers: a timestamp as text depends on the session.
    extract(epoch from max(activity.backend_start) filter (where activity.backend_type = 'checkpointer'))
      || ' ' || coalesce(extract(epoch from max(pg_stat_get_db_stat_reset_time(pg_database.oid)))::text, '')
  into known_until, epoch
  -- What the view pg_stat_activity is made of: its joins cost more than all else a tick that skips plans.
  from pg_stat_get_activity(null) as activity
  join pg_catalog.pg_database on pg_database.datname = current_database()
  cross join lateral (
    select
      activity.datid = pg_database.oid
      and activity.pid <> pg_backend_pid()
      -- These change no rows but pg_cron's own, and the launcher goes idle in the very second of every tick.
      and activity.backend_type not in ('autovacuum worker', 'walsender', 'pg_cron launcher') as may_owe
  ) as backend;
end;
$$;

comment on function dashboard_refresh._statistics(timestamptz) is
  'What the counters are worth, looked at before they are. known_until: the time up to which every change has been '
  'reported, now where no backend can have anything left to report, otherwise 60 s before the oldest that can; not after '
  '`at`; null where backends cannot be seen. epoch: since when the counters count, as text to compare; null where the '
  'caller may not see it.';

create function dashboard_refresh._source_state(rules oid[], sources oid[], functions oid[], epoch text)
returns text
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
-- Planned once a session: a plan for just these arrays looks cheaper, and would be made anew at each call.
set plan_cache_mode = force_generic_plan
as $$
declare
  v_with_children oid[] := sources;
  v_functions text;
begin
  if exists (select from pg_catalog.pg_inherits where pg_inherits.inhparent = any (sources)) then
    v_with_children := array(select dashboard_refresh._sources(sources));
  end if;

  if cardinality(functions) > 0 then
    v_functions := (
      select concat_ws(':', count(*), sum(pg_proc.xmin::text::bigint))
      from pg_catalog.pg_proc
      where pg_proc.oid >= 16384
        -- A session's temporary functions are no part of a view.
        and pg_proc.pronamespace not in (
          select pg_namespace.oid from pg_catalog.pg_namespace where pg_namespace.nspname like 'pg\_temp\_%'
        )
    );
  end if;

  return md5(concat_ws(
    '|',
    epoch,
    v_functions,
    -- A replaced row has a younger xmin than the one it replaces, so number and sum tell; a sum, since there may be thousands.
    (
      select concat_ws(':', count(*), sum(catalog_rows.xmin::text::bigint))
      from (
        select pg_rewrite.xmin from pg_catalog.pg_rewrite where pg_rewrite.oid = any (rules)
        union all
        select pg_attribute.xmin from pg_catalog.pg_attribute
        where pg_attribute.attrelid = any (sources) and pg_attribute.attnum > 0
        union all
        -- Row level security, the owner. Analyze and vacuum change theirs in place.
        select pg_class.xmin from pg_catalog.pg_class where pg_class.oid = any (sources)
        union all
        select pg_enum.xmin from pg_catalog.pg_enum
      ) as catalog_rows (xmin)
    ),
    (
      select string_agg(
        concat_ws(
          ':',
          relation,
          pg_relation_filenode(relation),
          -- What all have reported, and what this session has not reported yet: it moves from one to the other.
          pg_stat_get_tuples_inserted(relation) + pg_stat_get_xact_tuples_inserted(relation),
          pg_stat_get_tuples_updated(relation) + pg_stat_get_xact_tuples_updated(relation),
          pg_stat_get_tuples_deleted(relation) + pg_stat_get_xact_tuples_deleted(relation)
        ),
        ',' order by relation
      )
      from unnest(v_with_children) as all_sources (relation)
    )
  ));
end;
$$;

comment on function dashboard_refresh._source_state(oid[], oid[], oid[], text) is
  'The fingerprint: a value that is another when these rules, sources (with their partitions and children) or functions '
  'may have changed. epoch: of the counters, see _statistics.';

create function dashboard_refresh._view_state(relation oid)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return relation || ':' || coalesce(pg_relation_filenode(relation)::text, '');
end;
$$;

comment on function dashboard_refresh._view_state(oid) is
  'Tells a view apart from one that was dropped and made again, emptied, or rewritten by others.';

create function dashboard_refresh._is_unchanged(view dashboard_refresh.views, epoch text)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return view.unwatchable is null
    and view.fingerprint is not null
    and current_setting('track_counts')::boolean
    and view.relation_state = dashboard_refresh._view_state(to_regclass(view.view))
    and view.fingerprint = dashboard_refresh._source_state(view.rules, view.sources, view.functions, epoch);
end;
$$;

comment on function dashboard_refresh._is_unchanged(dashboard_refresh.views, text) is
  'True when nothing reported since the last refresh can have changed what the view shows. Null or false: in doubt. '
  'epoch: of the counters, see _statistics.';

revoke all on type dashboard_refresh.definition_facts from public;
revoke all on function
  dashboard_refresh._sources(oid[]),
  dashboard_refresh._unwatchable_call(text),
  dashboard_refresh._define(oid, text),
  dashboard_refresh._statistics(timestamptz),
  dashboard_refresh._source_state(oid[], oid[], oid[], text),
  dashboard_refresh._view_state(oid),
  dashboard_refresh._is_unchanged(dashboard_refresh.views, text)
from public, anon, authenticated, service_role;
