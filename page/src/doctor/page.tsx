// The doctor: what must be right, what is not, and how to mend it. Asked once when it is opened, and again when somebody
// wants it: it reads much of the catalog.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RefreshDashboardError } from "../../../client/error.ts";
import { call } from "../api/call.ts";
import { mayAct } from "../api/me.ts";
import { activePoll, type Poll } from "../api/poll.ts";
import type { Route } from "../app/route.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/empty.tsx";
import { ErrorBox } from "../ui/error-box.tsx";
import { Time } from "../ui/time.tsx";
import { ViewName } from "../ui/view-name.tsx";
import type { CheckRow, Examination } from "./answers.ts";
import { CheckItem } from "./check-item.tsx";
import { GROUPS, groupChecks, type Section } from "./group-checks.ts";
import { LoopBox } from "./loop-box.tsx";
import { t } from "./text.ts";
import "./doctor.css";

export default function DoctorPage(_props: { route: Route }) {
  const found = useSignal<Examination | null>(null);
  const error = useSignal<RefreshDashboardError | null>(null);
  const isAsking = useSignal(false);
  const isDeep = useSignal(false);
  const answeredAt = useSignal<number | null>(null);
  const examine = async (signal?: AbortSignal) => {
    isAsking.value = true;
    const deep = isDeep.value && mayAct.value ? { deep: true } : {};
    const result = await call<Examination>("doctor", deep, signal ? { signal } : {});
    if (signal?.aborted) return;
    isAsking.value = false;
    error.value = result.error;
    if (result.data) {
      found.value = result.data;
      answeredAt.value = performance.now();
    }
  };
  useEffect(() => {
    const given = new AbortController();
    activePoll.value = { data: found, error, answeredAt, again: () => examine() } as Poll<unknown>;
    void examine(given.signal);
    return () => given.abort();
  }, []);
  return (
    <>
      <header class="doctor-head">
        <h1>{t("title")}</h1>
        <p class="quiet">{t("intro")}</p>
        <div class="doctor-acts">
          <Button kind="primary" busy={isAsking.value} onPress={() => void examine()}>
            {t(isAsking.value ? "asking" : "again")}
          </Button>
          {mayAct.value ? (
            <label class="doctor-deep" title={t("deep_help")}>
              <input
                type="checkbox"
                checked={isDeep.value}
                onChange={(event) => {
                  isDeep.value = event.currentTarget.checked;
                }}
              />
              <span>
                {t("deep")} <span class="quiet">{t("deep_help")}</span>
              </span>
            </label>
          ) : null}
        </div>
      </header>
      {error.value ? <ErrorBox error={error.value} onAgain={() => void examine()} /> : null}
      {found.value === null ? (
        error.value ? null : (
          <Loading />
        )
      ) : (
        <Findings found={found.value} onSilenced={() => void examine()} />
      )}
      <LoopBox />
    </>
  );
}

function Findings({ found, onSilenced }: { found: Examination; onSilenced: () => void }) {
  const { checks, summary, now } = found;
  const isWell = summary.error === 0 && summary.warning === 0;
  return (
    <>
      <p class="doctor-sum" role="status">
        {isWell && summary.silenced === 0 && summary.skipped === 0
          ? t("all_well", { count: summary.ok })
          : t("summary", summary)}{" "}
        <span class="quiet">
          <Time at={now} />
        </span>
      </p>
      {groupChecks(checks).map((section) => (
        <SectionBox key={`${section.group} ${section.view}`} section={section} onSilenced={onSilenced} />
      ))}
    </>
  );
}

function SectionBox({ section, onSilenced }: { section: Section<CheckRow>; onSilenced: () => void }) {
  const { group, view, found, quiet } = section;
  const known = GROUPS.find((each) => each === group);
  return (
    <section class="card doctor-section">
      <h2>{view === null ? known ? t(`group_${known}`) : group : <ViewName view={view} />}</h2>
      {found.length === 0 ? null : (
        <ul class="checks">
          {found.map((check) => (
            <CheckItem key={check.id} check={check} onSilenced={onSilenced} />
          ))}
        </ul>
      )}
      {quiet.length === 0 ? null : (
        <details>
          <summary>{t("quiet", { count: quiet.length })}</summary>
          <ul class="checks">
            {quiet.map((check) => (
              <CheckItem key={check.id} check={check} onSilenced={onSilenced} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
