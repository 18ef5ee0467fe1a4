// Who changed what: the audit of a view, the latest first.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RefreshDashboardError } from "../../../client/error.ts";
import { call } from "../api/call.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/empty.tsx";
import { ErrorBox } from "../ui/error-box.tsx";
import { Time } from "../ui/time.tsx";
import { visible } from "../ui/visible.ts";
import type { ChangePage, ChangeRow } from "./answers.ts";
import { compareSettings } from "./changes.ts";
import { Table } from "./table.tsx";
import { t } from "./text.ts";

const PAGE = 20;
const ACTIONS = ["manage", "reconfigure", "rename", "unmanage", "adopt"] as const;

/** @param settings as they are now: when they change there is something new to ask for. */
export function History({ view, settings }: { view: string; settings: string }) {
  const rows = useSignal<ChangeRow[] | null>(null);
  const next = useSignal<number | null>(null);
  const error = useSignal<RefreshDashboardError | null>(null);
  const ask = async (before: number | null, signal?: AbortSignal) => {
    const page = { view, limit: PAGE, ...(before === null ? {} : { before }) };
    const result = await call<ChangePage>("changes", page, signal ? { signal } : {});
    if (signal?.aborted) return;
    error.value = result.error;
    if (result.error) return;
    rows.value = before === null ? result.data.changes : [...(rows.value ?? []), ...result.data.changes];
    next.value = result.data.next;
  };
  useEffect(() => {
    const given = new AbortController();
    void ask(null, given.signal);
    return () => given.abort();
  }, [view, settings]);

  if (rows.value === null)
    return error.value ? (
      <ErrorBox error={error.value} onAgain={() => void ask(null)} />
    ) : (
      <Loading rows={2} />
    );
  if (rows.value.length === 0) return <p class="quiet">{t("no_history")}</p>;
  return (
    <>
      <Table label={t("history")} heads={[t("when"), t("who"), t("what")]}>
        {rows.value.map((row) => (
          <tr key={row.id}>
            <td>
              <Time at={row.changed_at} form="time" />
            </td>
            <td>
              <bdi>{visible(row.changed_by)}</bdi>
            </td>
            <td class="long">
              <What row={row} />
            </td>
          </tr>
        ))}
      </Table>
      {error.value ? <ErrorBox error={error.value} /> : null}
      {next.value === null ? null : (
        <p>
          <Button small onPress={() => void ask(next.value)}>
            {t("more")}
          </Button>
        </p>
      )}
    </>
  );
}

function What({ row }: { row: ChangeRow }) {
  const action = ACTIONS.find((each) => each === row.action);
  const differences = compareSettings(row);
  return (
    <>
      <span>{action ? t(`action_${action}`) : row.action}</span>
      <ul class="differences">
        {differences.map(({ name, before, after }) => (
          <li key={name}>
            <code>{name}</code> <bdi>{tell(after)}</bdi>
            {row.action === "manage" && row.before === null ? null : (
              <span class="quiet">
                {" "}
                (<bdi>{t("was", { value: tell(before) })}</bdi>)
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

const tell = (value: unknown): string =>
  value === null || value === undefined
    ? t("nothing_set")
    : visible(typeof value === "string" ? value : JSON.stringify(value));
