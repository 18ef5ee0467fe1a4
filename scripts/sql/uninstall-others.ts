// The part of the uninstall that refuses while others use what it would take away.
import { formatDependantsQuery } from "./dependants.ts";
import { type Made, quote } from "./release-file.ts";

/** A statement that finds our functions in other schemas, those of them that are there. */
export function formatWrappers(wrappers: string[]): string {
  return `    v_wrappers := array(
      select signatures.routine
      from unnest(${formatArray(wrappers.map((signature) => `to_regprocedure(${quote(signature)})`))}::regprocedure[])
        as signatures (routine)
      where signatures.routine is not null
    );`;
}

/**
 * A statement that finds our views in other schemas: what has such a name and reads by our functions. A release that has
 * none of them leaves the name to others.
 */
export function formatPublicViews(views: string[]): string {
  return `    v_public_views := array(
      select names.view
      from unnest(${formatArray(views.map((name) => `to_regclass(${quote(name)})`))}::regclass[]) as names (view)
      where exists (
        select from pg_rewrite
        join pg_depend on pg_depend.classid = 'pg_rewrite'::regclass and pg_depend.objid = pg_rewrite.oid
        where pg_rewrite.ev_class = names.view
          and pg_depend.refclassid = 'pg_proc'::regclass
          and pg_depend.refobjid = any (v_wrappers)
      )
    );`;
}

/** A refusal where others have made something of ours, or put something beside it. */
export function formatOthers(made: Made[]): string {
  const relations = made.flatMap((each) => [...each.relations, ...each.views.map(({ name }) => name)]);
  const routines = made.flatMap((each) => each.routines.map(({ name }) => name));
  const types = made.flatMap((each) => each.types);
  return `    -- What others have made of ours.
${formatDependantsQuery(OF_OURS, OURS)}

    if v_dependants is not null then
      raise exception using
        errcode = 'dependent_objects_still_exist',
        message = 'others use what an uninstall of Refresh Dashboard takes away',
        detail = format('%s. Nothing was changed.', v_dependants),
        hint = 'Drop or change what depends on them, and run the uninstall again.';
    end if;

    -- What others have put beside ours.
    select string_agg(pg_describe_object(pg_depend.classid, pg_depend.objid, 0), '; ')
    into v_dependants
    from pg_depend
    cross join lateral (
      select coalesce(
        (select proname from pg_proc where pg_depend.classid = 'pg_proc'::regclass and oid = pg_depend.objid),
        (select relname from pg_class where pg_depend.classid = 'pg_class'::regclass and oid = pg_depend.objid),
        (select typname from pg_type where pg_depend.classid = 'pg_type'::regclass and oid = pg_depend.objid)
      )::text as name
    ) as object
    where pg_depend.refclassid = 'pg_namespace'::regclass
      and pg_depend.refobjid = 'dashboard_refresh'::regnamespace
      and pg_depend.classid <> 'pg_default_acl'::regclass
      -- Not the sequences of identity columns.
      and not exists (
        select from pg_depend as owned
        where owned.classid = pg_depend.classid and owned.objid = pg_depend.objid and owned.deptype in ('i', 'a')
      )
      and not coalesce(
        case pg_depend.classid
          when 'pg_proc'::regclass then object.name = any (${formatNames(["dashboard_refresh.version", ...routines])})
          when 'pg_class'::regclass then object.name = any (${formatNames(relations)})
          when 'pg_type'::regclass then object.name = any (${formatNames(types)})
        end,
        false
      );

    if v_dependants is not null then
      raise exception using
        errcode = 'dependent_objects_still_exist',
        message = 'the schema dashboard_refresh has objects in it that are not of Refresh Dashboard',
        detail = format('%s. Nothing was changed.', v_dependants),
        hint = 'Drop them or move them to another schema, and run the uninstall again.';
    end if;`;
}

const OURS =
  "(dependant.class = 'pg_proc'::regclass and dependant.object = any (v_wrappers)) " +
  "or (dependant.class = 'pg_class'::regclass and dependant.object = any (v_public_views))";

const OF_OURS = `        (pg_depend.refclassid = 'pg_proc'::regclass and (
          pg_depend.refobjid = any (v_wrappers)
          or pg_depend.refobjid in (select oid from pg_proc where pronamespace = 'dashboard_refresh'::regnamespace)
        ))
        or (
          pg_depend.refclassid = 'pg_class'::regclass
          and (
            pg_depend.refobjid = any (v_public_views)
            or pg_depend.refobjid in (select oid from pg_class where relnamespace = 'dashboard_refresh'::regnamespace)
          )
        )
        or (
          pg_depend.refclassid = 'pg_type'::regclass
          and pg_depend.refobjid in (select oid from pg_type where typnamespace = 'dashboard_refresh'::regnamespace)
        )`;

/** Without their schema, in lines of a width that can be read. */
function formatNames(names: string[]): string {
  const lines = [""];
  for (const name of unique(names.map((each) => each.slice(each.indexOf(".") + 1))).sort()) {
    const line = lines.at(-1) ?? "";
    if (line.length + name.length > 100) lines.push(name);
    else lines[lines.length - 1] = `${line} ${name}`.trim();
  }
  const text = lines.map((line) => `            ${line}`).join("\n");
  return `regexp_split_to_array(btrim('\n${text}\n          ', e' \\n'), '\\s+')`;
}

function formatArray(values: string[]): string {
  return `array[\n      ${values.join(",\n      ")}\n    ]`;
}

export function unique(values: string[]): string[] {
  return [...new Set(values)];
}
