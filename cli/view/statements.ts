/*
The statements that register a view, or end that: the same text is tried in a transaction that is rolled back, run by
--apply, and written into a migration. So what is written has run once.

They may run a second time, and where less is there than in the database they were written for: `supabase db reset` and
`supabase db diff` run them in a new one, in which a seed, or nobody, makes the view.
*/
import type { Patch } from "./settings.ts";

export interface ManageStatements {
  /** Run before; null where none is needed or wanted. */
  index: string | null;
  manage: string;
}

export const quoteLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** `expectMissing`: no migration creates the view, so in another database it may come later. */
export function manageStatement(view: string, patch: Patch, expectMissing: boolean): string {
  const settings =
    Object.keys(patch).length === 0 ? null : JSON.stringify(patch, null, 2).replaceAll("\n", "\n  ");
  const words = [
    quoteLiteral(view),
    ...(settings === null ? [] : [`settings => ${quoteLiteral(settings)}`]),
    ...(expectMissing ? ["expect_missing => true"] : []),
  ];
  return `select dashboard_refresh.manage(\n  ${words.join(",\n  ")}\n);`;
}

/**
 * Not `concurrently`: that cannot run inside a transaction, nor together with other statements, and a migration is both.
 * Readers go on while it is built; refreshes wait.
 */
export function indexStatement(proposed: string, view: string, expectMissing: boolean): string {
  const statement = proposed
    .replace(/;\s*$/, "")
    .replace(/^create unique index (?!if not exists)/i, "create unique index if not exists ");
  if (!expectMissing) return `${statement};`;
  return `do $$
begin
  if to_regclass(${quoteLiteral(view)}) is not null then
    ${statement};
  end if;
end;
$$;`;
}

/** Does nothing where the view is not managed. */
export function unmanageStatement(view: string, restoreJob: boolean): string {
  const words = [quoteLiteral(view), ...(restoreJob ? ["restore_job => true"] : [])];
  return `do $$
begin
  if exists (select from dashboard_refresh.views where views.view = ${quoteLiteral(view)}) then
    perform dashboard_refresh.unmanage(${words.join(", ")});
  end if;
end;
$$;`;
}
