/*
Purpose: how far a view is from its definition, now, in all and for each value of a column: "this ejecutivo has 29 and
sees 0" in one call.

Objects: functions _key_columns, drift.
*/

create function dashboard_refresh._key_columns(relation oid)
returns text[]
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select array_agg(pg_attribute.attname::text order by keys.position)
  from (
    select pg_index.indkey, pg_index.indnkeyatts
    from pg_catalog.pg_index
    where pg_index.indrelid = relation
      and pg_index.indisunique
      and pg_index.indisvalid
      and pg_index.indpred is null
      and pg_index.indexprs is null
    order by pg_index.indnkeyatts, pg_index.indexrelid
    limit 1
  ) as unique_index
  cross join lateral unnest(unique_index.indkey::smallint[]) with ordinality as keys (attnum, position)
  join pg_catalog.pg_attribute on pg_attribute.attrelid = relation and pg_attribute.attnum = keys.attnum
  where keys.position <= unique_index.indnkeyatts;
end;

comment on function dashboard_refresh._key_columns(oid) is
  'Columns of the narrowest unique index on plain columns; null when there is none.';

create function dashboard_refresh.drift(view text default null, by text default null)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(drift.view);
  v_relation dashboard_refresh.relation_facts := dashboard_refresh._relation(v_view);
  v_key text[];
  v_columns text[];
  v_started_at timestamptz := clock_timestamp();
  v_result jsonb;
begin
  if v_relation.kind is distinct from 'm' or not v_relation.is_populated then
    raise exception using
      errcode = 'DR003',
      message = format('%s is no materialized view with data', v_view.view),
      hint = 'Create or refresh it first; status says more.';
  -- The definition is run with the rights of the caller: an owner with fewer must not get them.
  elsif v_relation.owner <> current_user then
    raise exception using
      errcode = 'DR010',
      message = format('%s belongs to %s, and its definition is not run with the rights of %s', v_view.view,
        v_relation.owner, current_user),
      hint = format('alter materialized view %s owner to %I;', v_view.view, current_user);
  end if;

  v_columns := (
    select array_agg(pg_attribute.attname::text order by pg_attribute.attnum)
    from pg_catalog.pg_attribute
    where pg_attribute.attrelid = v_relation.oid and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
  );

  if by is not null and not by = any (v_columns) then
    raise exception using
      errcode = 'DR010',
      message = format('%s has no column %s', v_view.view, quote_literal(by)),
      hint = format('Its columns: %s.', array_to_string(v_columns, ', '));
  end if;

  -- Without a key a row is told apart by all it holds; one that differs is then one missing and one extra.
  v_key := coalesce(dashboard_refresh._key_columns(v_relation.oid), v_columns);

  begin
    execute format(
      $query$
        with shown as materialized (
          select rows_shown as whole, row(%1$s)::text as key, %2$s as value from %3$s as rows_shown
        ),
        defined as materialized (
          select rows_defined as whole, row(%1$s)::text as key, %2$s as value from (%4$s) as rows_defined
        ),
        -- Rows with equal keys, which only a view without a unique index can have, are paired one to one.
        pairs as materialized (
          select
            shown.key is not null as is_shown,
            defined.key is not null as is_defined,
            shown.value as shown_value,
            defined.value as defined_value,
            -- Compares the bytes, as REFRESH does, so that types without an equality, such as json, are no obstacle.
            shown.whole *<> defined.whole as is_different
          from (select *, row_number() over (partition by key) as copy from shown) as shown
          full join (select *, row_number() over (partition by key) as copy from defined) as defined
            on shown.key = defined.key and shown.copy = defined.copy
        ),
        -- A row whose value changed is missing for the new value and extra for the old.
        sides as (
          select
            pairs.defined_value as value,
            true as is_defined,
            pairs.is_shown and pairs.shown_value is not distinct from pairs.defined_value as is_shown,
            pairs.is_different
          from pairs
          where pairs.is_defined
          union all
          select pairs.shown_value, false, true, false
          from pairs
          where pairs.is_shown
            and (not pairs.is_defined or pairs.shown_value is distinct from pairs.defined_value)
        ),
        groups as (
          select
            sides.value,
            count(*) filter (where sides.is_defined) as defined,
            count(*) filter (where sides.is_shown) as shown,
            count(*) filter (where sides.is_defined and not sides.is_shown) as missing,
            count(*) filter (where sides.is_shown and not sides.is_defined) as extra,
            count(*) filter (where sides.is_shown and sides.is_defined and sides.is_different) as different
          from sides
          group by sides.value
        )
        select jsonb_build_object(
          'defined', (select count(*) from defined),
          'shown', (select count(*) from shown),
          'missing', (select count(*) from pairs where not pairs.is_shown),
          'extra', (select count(*) from pairs where not pairs.is_defined),
          'different', (select count(*) from pairs where pairs.is_shown and pairs.is_defined and pairs.is_different),
          'groups', case when %5$L::boolean then (
            select coalesce(jsonb_agg(to_jsonb(worst) order by worst.missing + worst.extra + worst.different desc, worst.value), '[]')
            from (
              select * from groups
              where groups.missing + groups.extra + groups.different > 0
              order by groups.missing + groups.extra + groups.different desc, groups.value
              limit 200
            ) as worst
          ) end,
          'groups_left_out', case when %5$L::boolean then (
            select greatest(count(*) - 200, 0) from groups where groups.missing + groups.extra + groups.different > 0
          ) end
        )
      $query$,
      (select string_agg(format('%I', key_column), ', ') from unnest(v_key) as keys (key_column)),
      case when by is null then 'null::text' else format('%I::text', by) end,
      format('%I.%I', v_view.schema_name, v_view.view_name),
      rtrim(pg_get_viewdef(v_relation.oid), '; ' || chr(10)),
      by is not null
    )
    into v_result;
  exception
    -- others leaves out a failed assertion, which a function that the view calls may raise.
    when assert_failure or others then
      raise exception using
        errcode = 'DR011',
        message = format('the definition of %s fails: %s', v_view.view, sqlerrm),
        detail = format('SQLSTATE %s.', sqlstate),
        hint = 'A refresh fails the same way. Mend the definition, or the rows it stumbles over.';
  end;

  return jsonb_build_object('view', v_view.view, 'by', by, 'complete', true, 'at', v_started_at) || v_result;
exception
  -- The session's statement_timeout, or somebody who cancelled.
  when query_canceled then
    return jsonb_build_object(
      'view', v_view.view, 'by', by, 'complete', false, 'at', v_started_at,
      'reason', format('cut after %s s', round(extract(epoch from clock_timestamp() - v_started_at)::numeric, 1))
    );
end;
$$;

comment on function dashboard_refresh.drift(text, text) is
  'Compares what a managed view (null: the only one) shows with what its definition gives now: rows missing, extra and '
  'different (same key, other content); with by, a column of the view, also for each of its values that differs, the '
  '200 worst. Costs about as much as a refresh and is cut by the session''s statement_timeout: then complete is false. '
  'Raises DR001, DR002, DR003, DR010, DR011.';

revoke all on function
  dashboard_refresh._key_columns(oid),
  dashboard_refresh.drift(text, text)
from public, anon, authenticated, service_role;
