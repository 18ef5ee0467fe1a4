/*
Writes an expression of a query down, so that whoever wrote the view finds it again.

SQL has no way to do this for a part of a query: pg_get_expr takes a node tree of the catalogs alone. Constants are left
out; a definition may hold what is nobody's business.
*/

create or replace function dashboard_refresh._queries_around(expression jsonb, tree jsonb)
returns jsonb[] language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select array(
    select nodes.node
    from dashboard_refresh._nodes(tree) as nodes (node)
    where nodes.node ->> 'node' = 'QUERY' and strpos(nodes.node::text, expression::text) > 0
    order by length(nodes.node::text)
  );
$$;
comment on function dashboard_refresh._queries_around(jsonb, jsonb) is
  'The queries of a tree that an expression stands in, the innermost first.';

create or replace function dashboard_refresh._column_text(variable jsonb, queries jsonb[])
returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant jsonb := queries[1 + (variable ->> 'varlevelsup')::integer]
    -> 'rtable' -> ((variable ->> 'varno')::integer - 1) -> 'eref';
  v_column constant integer := (variable ->> 'varattno')::integer;
begin
  return concat_ws(
    '.',
    quote_ident(v_relation ->> 'aliasname'),
    case
      when v_column > 0 then quote_ident(v_relation -> 'colnames' ->> v_column - 1)
      -- sysattr.h.
      when v_column < 0 then (array['ctid', 'xmin', 'cmin', 'xmax', 'cmax', 'tableoid'])[-v_column]
    end
  );
end;
$$;
comment on function dashboard_refresh._column_text(jsonb, jsonb[]) is
  'The name of a column, or of a whole row, given as a VAR node, as in table.column. queries: see _queries_around.';

create or replace function dashboard_refresh._expression_text(expression jsonb, queries jsonb[])
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_node constant text := expression ->> 'node';
  v_form constant text := coalesce(
    expression ->> 'funcformat', expression ->> 'relabelformat', expression ->> 'coerceformat'
  );
  v_function constant oid := coalesce(expression ->> 'funcid', expression ->> 'aggfnoid', expression ->> 'winfnoid')::oid;
  v_arguments constant text[] := array(
    select dashboard_refresh._expression_text(arguments.argument, queries)
    from jsonb_array_elements(
      case
        when jsonb_typeof(expression -> 'args') = 'array' then expression -> 'args'
        when expression ? 'arg' then jsonb_build_array(expression -> 'arg')
        else '[]'
      end
    ) as arguments (argument)
  );
begin
  return case
    when v_node = 'VAR' then dashboard_refresh._column_text(expression, queries)
    when v_node = 'TARGETENTRY' then dashboard_refresh._expression_text(expression -> 'expr', queries)
    -- A cast that nobody wrote (COERCE_IMPLICIT_CAST in primnodes.h), and one that somebody did.
    when v_form = '2' and v_node <> 'COERCEVIAIO' then v_arguments[1]
    when v_form = '1' or v_node = 'COERCEVIAIO'
      then format('(%s)::%s', v_arguments[1], format_type(dashboard_refresh._node_type(expression), null))
    when v_function is not null then format(
      '%s(%s)', regexp_replace(v_function::regproc::text, '^pg_catalog\.', ''), array_to_string(v_arguments, ', ')
    )
    when v_node = 'OPEXPR' then (
      select case cardinality(v_arguments)
        when 1 then pg_operator.oprname || v_arguments[1]
        else concat_ws(' ', v_arguments[1], pg_operator.oprname, v_arguments[2])
      end
      from pg_catalog.pg_operator
      where pg_operator.oid = (expression ->> 'opno')::oid
    )
    when v_node = 'NULLIFEXPR' then format('nullif(%s)', array_to_string(v_arguments, ', '))
    when v_node = 'COALESCEEXPR' then format('coalesce(%s)', array_to_string(v_arguments, ', '))
    -- SQLValueFunctionOp in primnodes.h.
    when v_node = 'SQLVALUEFUNCTION' then (array[
      'current_date', 'current_time', 'current_time', 'current_timestamp', 'current_timestamp', 'localtime', 'localtime',
      'localtimestamp', 'localtimestamp', 'current_role', 'current_user', 'user', 'session_user', 'current_catalog',
      'current_schema'
    ])[1 + (expression ->> 'op')::integer]
    when v_node = 'RANGETBLFUNCTION' then dashboard_refresh._expression_text(expression -> 'funcexpr', queries)
    when v_node = 'TABLESAMPLECLAUSE' then 'tablesample'
    when v_node = 'JSONTABLEPATH' then 'json_table(…)'
    when v_node = 'TABLEFUNC' then case when expression ->> 'functype' = '1' then 'json_table(…)' else 'xmltable(…)' end
    when v_node = 'JSONEXPR' then (array['json_exists', 'json_query', 'json_value', 'json_table'])[
      1 + (expression ->> 'op')::integer
    ] || '(…)'
    else '…'
  end;
end;
$$;
comment on function dashboard_refresh._expression_text(jsonb, jsonb[]) is
  'An expression, given as a node, much as somebody may have written it; what is of no interest here is left out (…). '
  'queries: see _queries_around.';
