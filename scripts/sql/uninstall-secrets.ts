// The part of the uninstall that takes our secrets out of Vault.
import { quote } from "./release-file.ts";

/** The secrets in Vault that the product reads. */
const SECRETS = [
  "project_url",
  "refresh_dashboard_trigger_secret",
  "refresh_dashboard_alert_url",
  "refresh_dashboard_alert_secret",
];

export function formatSecrets(): string {
  return `    -- The secrets in Vault. What else in the project reads the one that does not bear our name keeps it.
    begin
      delete from vault.secrets
      where name = any (array[${SECRETS.map(quote).join(", ")}])
        and not (
          name = 'project_url'
          and (
            exists (select from cron.job where job.command ~ '\\mproject_url\\M')
            or exists (
              select
              from pg_proc
              join pg_language on pg_language.oid = pg_proc.prolang
              where pg_language.lanname not in ('c', 'internal')
                and coalesce(pg_get_function_sqlbody(pg_proc.oid), pg_proc.prosrc) ~ '\\mproject_url\\M'
            )
            -- In a view it stands as its bytes. To have that written as SQL would lock all that it reads.
            or exists (select from pg_rewrite where ev_action::text ~ ${quote(bytesOf("project_url"))})
          )
        );
    exception
      when undefined_table or invalid_schema_name then
        null;
      when insufficient_privilege then
        raise notice 'the secrets of Refresh Dashboard are still in Vault: % may not delete them', current_user;
    end;`;
}

function bytesOf(text: string): string {
  return ` ${[...Buffer.from(text)].join(" ")} `;
}
