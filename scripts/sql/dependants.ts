// What others have made of ours, for the refusals of an upgrade and of an uninstall.

/**
 * A select of v_dependants: what depends on objects of ours, by the condition on pg_depend, and is not ours itself.
 * @param condition which objects of ours, as a condition on pg_depend.refclassid and refobjid.
 * @param ours a further condition under which a dependant (dependant.class, dependant.object) is ours.
 */
export function formatDependantsQuery(condition: string, ours = "false"): string {
  return `    select string_agg(
      distinct format(
        '%s depends on %s',
        pg_describe_object(dependant.class, dependant.object, dependant.part),
        pg_describe_object(pg_depend.refclassid, pg_depend.refobjid, 0)
      ),
      '; '
    )
    into v_dependants
    from pg_depend
    left join pg_rewrite on pg_depend.classid = 'pg_rewrite'::regclass and pg_rewrite.oid = pg_depend.objid
    -- A view depends through its rule.
    cross join lateral (
      select
        case when pg_rewrite.oid is null then pg_depend.classid else 'pg_class'::regclass end as class,
        coalesce(pg_rewrite.ev_class, pg_depend.objid) as object,
        case when pg_rewrite.oid is null then pg_depend.objsubid else 0 end as part
    ) as dependant
    where pg_depend.deptype in ('n', 'a')
      and (
${condition}
      )
      and not (${ours})
      -- Ours, by its own schema or by its table's.
      and (pg_identify_object(dependant.class, dependant.object, 0)).identity !~ '^((.* )?(on|for) )?dashboard_refresh\\.';`;
}
