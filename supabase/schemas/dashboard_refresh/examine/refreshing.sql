/* Whether and how a materialized view can be refreshed, for examine. */

create or replace function dashboard_refresh._unique_indexes_json(relation oid)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    json_agg(
      json_build_object(
        'name', indexes.relname,
        'definition', pg_get_indexdef(pg_index.indexrelid),
        'usable', reasons.reason is null,
        'reason', reasons.reason
      )
      order by reasons.reason is not null, pg_index.indexrelid
    ),
    '[]'
  )
  from pg_catalog.pg_index
  join pg_catalog.pg_class as indexes on indexes.oid = pg_index.indexrelid
  cross join lateral (
    select case
      when not pg_index.indisvalid then 'it is not valid: creating it failed'
      when pg_index.indpred is not null then 'it has a condition'
      when pg_index.indexprs is not null then 'it is on an expression and not on columns alone'
      when not pg_index.indimmediate then 'it is checked at the end of a transaction'
    end as reason
  ) as reasons
  where pg_index.indrelid = _unique_indexes_json.relation and pg_index.indisunique;
$$;
comment on function dashboard_refresh._unique_indexes_json(oid) is
  'The unique indexes of a materialized view, and which of them a concurrent refresh cannot use, and why.';

create or replace function dashboard_refresh._may_refresh_json(
  view dashboard_refresh.views,
  relation dashboard_refresh.relation_facts
)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_lacking text;
  v_remedies text;
begin
  if not relation.may_refresh then
    return json_build_object(
      'possible', false,
      'reason', format('%s belongs to %s, and %s may not refresh it', view.view, relation.owner, current_user),
      'statement', dashboard_refresh._take_over_statement(view)
    );
  end if;

  select
    string_agg(format('%s, which %s, has no %s on %s', pg_get_userbyid(missing.role), missing.role_is, missing.privilege,
      missing.object), '; '),
    string_agg(missing.remedy, ' ')
  into v_lacking, v_remedies
  from (
    select * from dashboard_refresh._missing_on_relations(relation.oid)
    union
    select * from dashboard_refresh._missing_on_others(relation.oid) as others where others.privilege <> 'TEMPORARY'
    union
    select * from dashboard_refresh._missing_on_functions(relation.oid)
  ) as missing;

  return json_build_object('possible', v_lacking is null, 'reason', v_lacking, 'statement', v_remedies);
end;
$$;
comment on function dashboard_refresh._may_refresh_json(
  dashboard_refresh.views, dashboard_refresh.relation_facts
) is
  'Whether the caller may refresh the view and its owner may read what it reads; if not, what is lacking and the statement '
  'that gives it.';

create or replace function dashboard_refresh._concurrently_json(
  view dashboard_refresh.views,
  relation dashboard_refresh.relation_facts,
  proposed_index json
)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select json_build_object(
      'possible', count(*) = 0,
      'missing', coalesce(
        json_agg(json_build_object('what', lacking.what, 'sentence', lacking.sentence, 'statement', lacking.statement)), '[]'
      )
    )
    from (
      select 'index' as what, 'It has no unique index on plain columns, without a condition.' as sentence,
        proposed_index ->> 'statement' as statement
      where not relation.has_unique_index
      union all
      select 'populated', 'It has no data to start from; the first refresh, which is not concurrent, gives it some.',
        format('refresh materialized view %s', view.view)
      where not relation.is_populated
      union all
      select 'temp', format('%s, its owner, may not create temporary tables in the database, for the rows to compare.',
        pg_get_userbyid(missing.role)), rtrim(missing.remedy, ';')
      from dashboard_refresh._missing_on_others(relation.oid) as missing
      where missing.privilege = 'TEMPORARY'
    ) as lacking
  );
end;
$$;
comment on function dashboard_refresh._concurrently_json(
  dashboard_refresh.views, dashboard_refresh.relation_facts, json
) is
  'Whether the view can be refreshed while it is read, and all that is missing for that, each with a statement.';
