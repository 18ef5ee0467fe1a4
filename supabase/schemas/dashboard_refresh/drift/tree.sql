/*
Whether two queries are one and the same, told by their parsed trees (pg_rewrite.ev_action).

Everything that a name was resolved to is in the tree by its oid: operators, functions, types, collations, relations.
What is left out below says only how the query was written, and has no part in what it gives.
*/

create or replace function dashboard_refresh._without_writing(tree text, relation oid)
returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  -- As outfuncs.c writes a word: blanks and brackets in it are escaped.
  v_word constant text := '(?:\\.|[^\\ (){}])+';
  v_list constant text := '\((?:\\.|[^\\()])*\)';
  v_alias constant text := format('(?:<>|\{ALIAS :aliasname %s :colnames (?:<>|%s)\})', v_word, v_list);
  v_tree text := tree;
begin
  -- Where it stood in the text; whether a cast was written or implied, a join written natural, an operator with its
  -- schema; what the columns of the answer are called; which columns it needs the privilege for.
  v_tree := regexp_replace(
    v_tree,
    ' :(?:(?:location|stmt_location|stmt_len|rellockmode|varnosyn|varattnosyn|funcformat|relabelformat|coerceformat'
    '|convertformat|coercionformat|row_format) -?\d+|isNatural (?:true|false)|operName ' || v_list
    || '|resname ' || v_word || '|selectedCols ' || v_list || '|alias ' || v_alias || '(?= :rtindex ))',
    '', 'g'
  );
  -- The columns of a join that are those of one side, of which there are more when a table got one. Those of both sides
  -- stay where they are more than a name for a column.
  v_tree := regexp_replace(
    v_tree, '(?: ?\{VAR [^{}]*\})+\) :joinleftcols \(i[^)]*\) :joinrightcols \(i[^)]*\)', ')', 'g'
  );
  -- What JSON is written as follows from its type.
  v_tree := regexp_replace(
    v_tree, ' :format \{JSONFORMAT :format_type \d+ :encoding 0\} :typid (114|3802) ', ' :typid \1 ', 'g'
  );
  -- Names of a set operation's sides, which nothing can refer to; and of a relation and its columns, whose values carry
  -- the names in the catalog.
  v_tree := regexp_replace(
    v_tree, format(' :alias \{ALIAS :aliasname \*SELECT\*\\ \d+ :colnames <>\} :eref %s :rtekind 1 ', v_alias),
    ' :rtekind 1 ', 'g'
  );
  v_tree := regexp_replace(
    v_tree, format(' :alias %s :eref %s :rtekind 0 ', v_alias, v_alias), ' :rtekind 0 ', 'g'
  );
  -- Names of a join's columns are part of a value only where the whole row of a join with a name is one.
  v_tree := regexp_replace(
    v_tree,
    format(' :alias %s :eref %s :rtekind 2 ', case when v_tree ~ ':varattno 0 ' then '<>' else v_alias end, v_alias),
    ' :rtekind 2 ', 'g'
  );
  v_tree := regexp_replace(
    v_tree, format(' :alias %s :eref \{ALIAS :aliasname %s', v_alias, v_word), ' :eref {ALIAS', 'g'
  );

  -- The view itself, which its rule names.
  return regexp_replace(v_tree, format(' :relid %s(?: :relkind [mv])?(?! \d)', relation), ' :relid itself', 'g');
end;
$$;
comment on function dashboard_refresh._without_writing(text, oid) is
  'A parsed query (pg_rewrite.ev_action, of the relation) without what only says how it was written.';

create or replace function dashboard_refresh._comparable_tree(tree text, relation oid)
returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_words constant text[] := array(
    select word.parts[1]
    from regexp_matches(
      dashboard_refresh._without_writing(tree, relation), '(?:\\.|[^\\ (){}])+|[(){}]', 'g'
    ) with ordinality as word (parts, position)
    order by word.position
  );
  v_word text;
  -- The brackets that are open: their kinds, and for the arguments of AND and OR which of the two.
  v_open text[] := array[]::text[];
  v_is_kept boolean[] := array[]::boolean[];
  v_depth integer := 0;
  v_kept text[] := array[]::text[];
  v_kept_count integer := 0;
  v_position integer := 1;
begin
  -- "(a and b) and c" is written as one AND of three, and so is what BETWEEN stands for.
  while v_position <= cardinality(v_words) loop
    v_word := v_words[v_position];

    if v_word = '{' and v_words[v_position + 1] = 'BOOLEXPR' and v_words[v_position + 3] in ('and', 'or') then
      -- "{", "BOOLEXPR", ":boolop", "and", ":args", "(".
      v_is_kept[v_depth + 1] := v_depth = 0 or v_open[v_depth] <> v_words[v_position + 3];
      v_is_kept[v_depth + 2] := v_is_kept[v_depth + 1];
      v_open[v_depth + 1] := '{';
      v_open[v_depth + 2] := v_words[v_position + 3];
      v_depth := v_depth + 2;
      v_word := case when v_is_kept[v_depth] then '{BOOLEXPR ' || v_open[v_depth] || ' (' end;
      v_position := v_position + 5;
    elsif v_word in ('{', '(') then
      v_depth := v_depth + 1;
      v_open[v_depth] := v_word;
      v_is_kept[v_depth] := true;
    elsif v_word in ('}', ')') then
      v_word := case when v_is_kept[v_depth] then v_word end;
      v_depth := v_depth - 1;
    end if;

    if v_word is not null then
      v_kept_count := v_kept_count + 1;
      v_kept[v_kept_count] := v_word;
    end if;

    v_position := v_position + 1;
  end loop;

  return array_to_string(v_kept, ' ');
end;
$$;
comment on function dashboard_refresh._comparable_tree(text, oid) is
  'A parsed query (pg_rewrite.ev_action, of the relation) in a form that is equal for two texts of the same query.';
