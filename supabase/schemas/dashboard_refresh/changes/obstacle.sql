/*
What in a query may change its answer although nothing that is followed has changed.

Each node of the parsed query is looked at once. What is judged is the type that is reached, not the function or syntax
by which: text that becomes a date may be 'now', whether by a cast, an array, a row or a column of xmltable.
*/

create or replace function dashboard_refresh._is_known_node(name text)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select name in (
    'QUERY', 'RANGETBLENTRY', 'RTEPERMISSIONINFO', 'TARGETENTRY', 'FROMEXPR', 'JOINEXPR', 'RANGETBLREF', 'SORTGROUPCLAUSE',
    'GROUPINGSET', 'GROUPINGFUNC', 'WINDOWCLAUSE', 'ROWMARKCLAUSE', 'SETOPERATIONSTMT', 'COMMONTABLEEXPR',
    'CTESEARCHCLAUSE', 'CTECYCLECLAUSE', 'RANGETBLFUNCTION', 'TABLEFUNC', 'SUBLINK', 'ALIAS', 'CONSTRAINTDEPS',
    'VAR', 'CONST', 'PARAM', 'FUNCEXPR', 'NAMEDARGEXPR', 'OPEXPR', 'DISTINCTEXPR', 'NULLIFEXPR', 'SCALARARRAYOPEXPR',
    'BOOLEXPR', 'CASEEXPR', 'CASEWHEN', 'CASETESTEXPR', 'COALESCEEXPR', 'MINMAXEXPR', 'NULLTEST', 'BOOLEANTEST',
    'ARRAYEXPR', 'ROWEXPR', 'ROWCOMPAREEXPR', 'AGGREF', 'WINDOWFUNC', 'WINDOWFUNCRUNCONDITION', 'SUBSCRIPTINGREF',
    'FIELDSELECT', 'FIELDSTORE', 'RELABELTYPE', 'COERCEVIAIO', 'ARRAYCOERCEEXPR', 'CONVERTROWTYPEEXPR', 'COLLATEEXPR',
    'COERCETODOMAIN', 'COERCETODOMAINVALUE', 'XMLEXPR', 'JSONFORMAT', 'JSONRETURNING', 'JSONVALUEEXPR',
    'JSONCONSTRUCTOREXPR', 'JSONISPREDICATE', 'JSONBEHAVIOR', 'JSONEXPR', 'JSONTABLEPATH', 'JSONTABLEPATHSCAN',
    'JSONTABLESIBLINGJOIN'
  );
$$;
comment on function dashboard_refresh._is_known_node(text) is
  'True for the nodes of a query that are understood here. Any other is not trusted.';

create or replace function dashboard_refresh._conversion_obstacle(node jsonb, vocabulary dashboard_refresh.vocabulary)
returns dashboard_refresh.obstacle language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_name constant text := node ->> 'node';
  v_call constant jsonb := case when v_name = 'RANGETBLFUNCTION' then node -> 'funcexpr' else node end;
  v_function constant oid := coalesce(v_call ->> 'funcid', v_call ->> 'opfuncid')::oid;
  v_given constant oid[] := case
    when v_name in ('TABLEFUNC', 'JSONEXPR') then array['json'::regtype]
    when v_name in ('COERCEVIAIO', 'ARRAYCOERCEEXPR', 'RELABELTYPE') then array[dashboard_refresh._node_type(node -> 'arg')]
    else dashboard_refresh._argument_types(v_call)
  end;
  v_made constant oid[] := case
    when v_name in ('TABLEFUNC', 'RANGETBLFUNCTION')
      then dashboard_refresh._types_mentioned(array[jsonb_build_object(
        'coltypes', node -> 'coltypes', 'funccoltypes', node -> 'funccoltypes'
      )])
    else array[dashboard_refresh._node_type(node)]
  end;
begin
  if v_made && vocabulary.times
    and (v_given && vocabulary.texts or v_given && vocabulary.documents)
    -- Of its arguments it returns the time; but of those of a function that reads a document one may name the type alone.
    and (not v_given && vocabulary.times or (v_given && vocabulary.documents and v_name in ('FUNCEXPR', 'RANGETBLFUNCTION')))
    and not coalesce(v_function = any (vocabulary.read_by_format), false)
    -- These say what their arguments are, and hand one of them on.
    and v_name not in ('AGGREF', 'WINDOWFUNC')
  then
    return row(
      'it turns text into a time, and the text may be ''now''',
      null,
      case
        when exists (
          select from dashboard_refresh._types_within(v_made) as parts
          where parts.part = any (array['time', 'timetz', 'timestamp', 'timestamptz']::regtype[])
        )
          then 'Write to_timestamp(x, ''YYYY-MM-DD HH24:MI:SS'')'
        else 'Write to_date(x, ''YYYY-MM-DD'')'
      end || ', or keep it in a column of the type.'
    )::dashboard_refresh.obstacle;
  elsif (v_made && vocabulary.names or (v_given && vocabulary.names and v_name <> 'RELABELTYPE'))
    and v_name <> 'OPEXPR'
    -- Text search takes its configuration and dictionaries by name, and these are followed.
    and not coalesce(v_function = any (vocabulary.text_search), false)
  then
    return row(
      'it uses names of the system catalog, as regclass does', null, 'Keep the name in a column of type text.'
    )::dashboard_refresh.obstacle;
  end if;

  return null;
end;
$$;
comment on function dashboard_refresh._conversion_obstacle(jsonb, dashboard_refresh.vocabulary) is
  'Why a call or a conversion, given as a node, gives another result by itself: it reads a time out of text, or a name out '
  'of the catalog; null when it does neither.';

create or replace function dashboard_refresh._node_obstacle(node jsonb, vocabulary dashboard_refresh.vocabulary)
returns dashboard_refresh.obstacle language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_name constant text := node ->> 'node';
  v_calls constant oid[] := dashboard_refresh._calls(node);
begin
  if v_name in ('VAR', 'CONST', 'TARGETENTRY') then
    return null;
  elsif v_name = 'SQLVALUEFUNCTION' then
    return row(
      'it depends on the time or the session',
      null,
      format(
        'Compare with the %s in the query that reads the view.',
        -- SQLValueFunctionOp in primnodes.h.
        case when (node ->> 'op')::integer < 9 then 'time' else 'user' end
      )
    )::dashboard_refresh.obstacle;
  elsif v_name = 'TABLESAMPLECLAUSE' then
    return row('it samples a table', null, null)::dashboard_refresh.obstacle;
  elsif not dashboard_refresh._is_known_node(v_name) then
    return row(format('it has a %s, which is not understood here', v_name), null, null)::dashboard_refresh.obstacle;
  elsif v_calls && vocabulary.untrusted then
    return dashboard_refresh._function_obstacle(
      (select min(calls.function) from unnest(v_calls) as calls (function) where calls.function = any (vocabulary.untrusted))
    );
  elsif node ->> 'funcid' in ('2077', '3294') and not coalesce(
    dashboard_refresh._is_recordable(dashboard_refresh._setting_asked_for(node))
      -- Those of a request are cleared, so they are the same in every refresh.
      or dashboard_refresh._setting_asked_for(node) ~* '^(request|response)\.',
    false
  ) then
    return row(
      coalesce(
        'it asks for the setting ' || dashboard_refresh._setting_asked_for(node) || ', which each session has for itself',
        'it asks for a setting whose name is not written out'
      ),
      null,
      'Ask for a setting of the project''s own by its name: current_setting(''app.name'', true).'
    )::dashboard_refresh.obstacle;
  elsif v_name in ('JSONEXPR', 'JSONTABLEPATH', 'FUNCEXPR')
    and (dashboard_refresh._json_path_obstacle(node)).reason is not null
  then
    return dashboard_refresh._json_path_obstacle(node);
  elsif v_name in (
    'COERCEVIAIO', 'ARRAYCOERCEEXPR', 'RELABELTYPE', 'TABLEFUNC', 'JSONEXPR', 'RANGETBLFUNCTION', 'FUNCEXPR', 'AGGREF',
    'WINDOWFUNC', 'OPEXPR'
  ) then
    return dashboard_refresh._conversion_obstacle(node, vocabulary);
  end if;

  return null;
end;
$$;
comment on function dashboard_refresh._node_obstacle(jsonb, dashboard_refresh.vocabulary) is
  'Why a node of a query can give another result although nothing that is followed has changed, and how to write it '
  'instead; null when it cannot. vocabulary: see _vocabulary.';
