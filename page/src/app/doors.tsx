// Why there is nothing to see, and what opens the door.

import type { ComponentChildren } from "preact";
import { CodeToPaste } from "../ui/copy.tsx";
import { t } from "./text.ts";

function Door({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="door">
      <h1>{title}</h1>
      {children}
    </section>
  );
}

const CONFIG = `{
  "functionsUrl": "https://<ref>.supabase.co/functions/v1",
  "publishableKey": "sb_publishable_…"
}`;

export function Unconfigured() {
  return (
    <Door title={t("unconfiguredTitle")}>
      <p>{t("unconfiguredBody")}</p>
      <CodeToPaste text={CONFIG} />
      <p>{t("unconfiguredOr")}</p>
      <CodeToPaste text="npx refresh-dashboard page" />
    </Door>
  );
}

export function Locked() {
  return (
    <Door title={t("lockedTitle")}>
      <p>{t("lockedBody")}</p>
      <CodeToPaste text="npx refresh-dashboard page" />
    </Door>
  );
}

const GRANT = `update auth.users
set raw_app_meta_data = raw_app_meta_data || '{"refresh_dashboard": "viewer"}'
where email = '…';`;

/** A sign-in without a role. */
export function NotPermitted() {
  return (
    <Door title={t("notPermittedTitle")}>
      <p>{t("notPermittedBody")}</p>
      <CodeToPaste text={GRANT} />
      <p>{t("notPermittedAfter")}</p>
    </Door>
  );
}

/** A function or a database that does not know what the page asks for. */
export function Older() {
  return (
    <Door title={t("olderTitle")}>
      <p>{t("olderBody")}</p>
      <CodeToPaste text={"npx refresh-dashboard upgrade\nnpx refresh-dashboard deploy"} />
    </Door>
  );
}
