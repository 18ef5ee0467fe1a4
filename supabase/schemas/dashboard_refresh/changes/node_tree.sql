/*
Makes the node tree of a query, as the catalogs keep it, something that SQL can walk.

pg_rewrite.ev_action and pg_proc.prosqlbody hold what the parser made of a query, in the text form of outfuncs.c:
{NAME :field value …} for a node, (a b) for a list, <> for nothing, a backslash before what would end a word.
*/

create or replace function dashboard_refresh._parse_node_tree(tree text)
returns jsonb language sql immutable
set search_path = pg_catalog, pg_temp as $$
  with words as (
    select
      matches.match[1] as word,
      matches.position,
      starts_with(matches.match[1], ':') as is_colon,
      lag(matches.match[1], 1, '') over (order by matches.position) as previous
    -- A datum, which is a length and its bytes; a bracket; or a word.
    from regexp_matches(
      _parse_node_tree.tree, '(\d+ \[[-0-9 ]*\]|[(){}]|(?:\\.|[^ \n\t(){}\\])+)', 'g'
    ) with ordinality as matches (match, position)
  ),
  runs as (
    select words.*, words.position - row_number() over (partition by words.is_colon order by words.position) as run
    from words
  ),
  kinds as (
    select
      runs.word,
      runs.position,
      case
        when runs.word in ('{', '}', '(', ')') then runs.word
        when runs.previous = '{' then 'name'
        -- Each field has one value, and that may be a name that begins with a colon, too.
        when runs.is_colon and row_number() over (partition by runs.is_colon, runs.run order by runs.position) % 2 = 1
          then 'field'
        else 'value'
      end as kind
    from runs
  ),
  parts as (
    select
      kinds.position,
      case
        when kinds.kind in ('value', '{', '(')
          and lag(kinds.kind, 1, '') over (order by kinds.position) in ('value', '}', ')')
          then ','
        else ''
      end as separator,
      case kinds.kind
        when '{' then '{"node":'
        when '(' then '['
        when ')' then ']'
        when '}' then '}'
        when 'field' then ',' || to_json(substr(kinds.word, 2)) || ':'
        else case
          when kinds.word = '<>' then 'null'
          else to_json(regexp_replace(
            case when kinds.word ~ '^".*"$' then substr(kinds.word, 2, length(kinds.word) - 2) else kinds.word end,
            '\\(.)', '\1', 'g'
          ))::text
        end
      end as part
    from kinds
  )
  select string_agg(parts.separator || parts.part, '' order by parts.position)::jsonb from parts;
$$;
comment on function dashboard_refresh._parse_node_tree(text) is
  'A node tree as JSON: a node is an object whose member node is its name, everything else a string, an array or null. Of '
  'a list of numbers the first element is the letter that tells their kind.';

create or replace function dashboard_refresh._nodes(tree jsonb)
returns setof jsonb language sql immutable
set search_path = pg_catalog, pg_temp as $$
  with recursive parts (part) as (
    select _nodes.tree
    union all
    select children.child
    from parts
    cross join lateral (
      select members.value
      from jsonb_each(case when jsonb_typeof(parts.part) = 'object' then parts.part end) as members
      -- Names, and all columns of a join, whether the query uses them or not.
      where members.key not in ('alias', 'eref', 'joinaliasvars')
      union all
      select elements.value
      from jsonb_array_elements(case when jsonb_typeof(parts.part) = 'array' then parts.part end) as elements
    ) as children (child)
    where jsonb_typeof(children.child) in ('object', 'array')
  )
  select parts.part from parts where jsonb_typeof(parts.part) = 'object';
$$;
comment on function dashboard_refresh._nodes(jsonb) is 'The nodes of a tree made by _parse_node_tree, outer ones first.';
