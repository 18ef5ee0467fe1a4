/* Types: what they are made of, and which a node of a query has. */

create or replace function dashboard_refresh._types_within(types oid[])
returns setof dashboard_refresh.type_part language sql stable
set search_path = pg_catalog, pg_temp as $$
  with recursive parts (type, part) as (
    select distinct roots.type, roots.type from unnest(_types_within.types) as roots (type) where roots.type <> 0
    union
    select parts.type, made_of.type
    from parts
    join pg_catalog.pg_type on pg_type.oid = parts.part
    cross join lateral (
      select pg_type.typelem
      union all
      select pg_type.typbasetype
      union all
      select pg_range.rngsubtype
      from pg_catalog.pg_range
      where pg_type.typtype in ('r', 'm') and pg_type.oid in (pg_range.rngtypid, pg_range.rngmultitypid)
      union all
      select pg_attribute.atttypid
      from pg_catalog.pg_attribute
      where pg_attribute.attrelid = pg_type.typrelid and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
    ) as made_of (type)
    where made_of.type <> 0
  )
  select parts.type, parts.part from parts;
$$;
comment on function dashboard_refresh._types_within(oid[]) is
  'Each of these types with itself and all that it is made of, at any depth: elements of arrays and ranges, attributes, '
  'base types.';

create or replace function dashboard_refresh._types_mentioned(nodes jsonb[])
returns oid[] language sql stable
set search_path = pg_catalog, pg_temp as $$
  select array(
    select members.value::oid
    from unnest(nodes) as nodes (node)
    cross join lateral jsonb_each_text(nodes.node) as members
    where members.key in (
        'vartype', 'consttype', 'funcresulttype', 'opresulttype', 'resulttype', 'aggtype', 'wintype', 'casetype',
        'coalescetype', 'minmaxtype', 'array_typeid', 'element_typeid', 'row_typeid', 'refcontainertype', 'refelemtype',
        'refrestype', 'paramtype', 'typeId', 'typid'
      )
      and members.value is not null
    union
    select elements.element::oid
    from unnest(nodes) as nodes (node)
    cross join lateral jsonb_each(nodes.node) as members
    cross join lateral jsonb_array_elements_text(
      case when jsonb_typeof(members.value) = 'array' then members.value else '[]' end
    ) as elements (element)
    where members.key in ('coltypes', 'funccoltypes', 'aggargtypes', 'colTypes') and elements.element <> 'o'
  );
$$;
comment on function dashboard_refresh._types_mentioned(jsonb[]) is 'The types that these nodes of a query name.';

create or replace function dashboard_refresh._node_type(node jsonb)
returns oid language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select case
    when node ->> 'node' in ('BOOLEXPR', 'NULLTEST', 'BOOLEANTEST', 'SCALARARRAYOPEXPR', 'ROWCOMPAREEXPR')
      then 'boolean'::regtype
    when node ->> 'node' in ('TARGETENTRY', 'NAMEDARGEXPR', 'COLLATEEXPR')
      then dashboard_refresh._node_type(coalesce(node -> 'expr', node -> 'arg'))
    -- ARRAY_SUBLINK of elements counts as they do.
    when node ->> 'node' = 'SUBLINK' then case
      when node ->> 'subLinkType' in ('4', '5', '6') then dashboard_refresh._node_type(node #> '{subselect,targetList,0}')
      else 'boolean'::regtype
    end
    else coalesce(
      node ->> 'vartype',
      node ->> 'consttype',
      node ->> 'funcresulttype',
      node ->> 'opresulttype',
      node ->> 'resulttype',
      node ->> 'aggtype',
      node ->> 'wintype',
      node ->> 'casetype',
      node ->> 'coalescetype',
      node ->> 'minmaxtype',
      node ->> 'array_typeid',
      node ->> 'row_typeid',
      node ->> 'refrestype',
      node ->> 'refelemtype',
      node ->> 'paramtype',
      node ->> 'typeId',
      node #>> '{returning,typid}',
      case when node ->> 'node' in ('SQLVALUEFUNCTION', 'XMLEXPR') then node ->> 'type' end,
      'text'::regtype::oid::text
    )::oid
  end;
$$;
comment on function dashboard_refresh._node_type(jsonb) is
  'The type of an expression, given as a node. What cannot be told passes for text, which is trusted least.';

create or replace function dashboard_refresh._argument_types(call jsonb)
returns oid[] language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select array(
    select dashboard_refresh._node_type(arguments.argument)
    from jsonb_array_elements(
      case when jsonb_typeof(call -> 'args') = 'array' then call -> 'args' else '[]' end
    ) as arguments (argument)
  );
$$;
comment on function dashboard_refresh._argument_types(jsonb) is 'The types of the arguments of a call, given as a node.';

create or replace function dashboard_refresh._collations_mentioned(nodes jsonb[])
returns oid[] language sql stable
set search_path = pg_catalog, pg_temp as $$
  select array(
    select distinct members.value::oid
    from unnest(nodes) as nodes (node)
    cross join lateral jsonb_each_text(nodes.node) as members
    where members.key ~ 'coll(id|Oid)$' and members.value ~ '^[1-9]\d*$'
    order by 1
  );
$$;
comment on function dashboard_refresh._collations_mentioned(jsonb[]) is 'The collations that these nodes of a query name.';
