// The header: pages, who looks and may act, whether the scheduler is alive, how old what is on the screen is.

import { eachSecond } from "../api/clock.ts";
import { access } from "../api/connection.ts";
import { me } from "../api/me.ts";
import { activePoll } from "../api/poll.ts";
import { hasSession, signOut } from "../api/session.ts";
import { formatSeconds } from "../i18n/format.ts";
import { type Language, language, speak } from "../i18n/language.ts";
import { overview } from "../overview/last-overview.ts";
import { Button } from "../ui/button.tsx";
import { StateShape } from "../ui/state-badge.tsx";
import { visible } from "../ui/visible.ts";
import { linkTo, type RouteName, route } from "./route.ts";
import { t } from "./text.ts";
import { choose, THEMES, type Theme, theme } from "./theme.ts";

const PAGES = ["views", "doctor", "runs", "alerts"] as const satisfies RouteName[];

export function Header() {
  return (
    <header class="header">
      <div class="header-inside">
        <a class="brand" href={linkTo("views")}>
          <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
            <rect class="brand-ground" width="32" height="32" rx="8" />
            <path class="brand-mark" d="M23 16a7 7 0 1 1-2.2-5.1M22.6 6.6v4.9h-4.9" />
          </svg>
          <span>{t("product")}</span>
        </a>
        <nav aria-label={t("navigation")}>
          {PAGES.map((name) => (
            <a key={name} href={linkTo(name)} aria-current={isIn(name) ? "page" : undefined}>
              {t(name)}
            </a>
          ))}
        </nav>
        <Choices />
      </div>
      <Facts />
    </header>
  );
}

const isIn = (name: RouteName): boolean =>
  route.value.name === name || (name === "views" && route.value.name === "view");

/** What is small and always there. */
function Facts() {
  if (access.value !== "open" && access.value !== "expired") return null;
  const scheduler = overview.value?.scheduler;
  const alive = scheduler?.alive ?? null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it scrolls, which the keyboard must be able to
    <section class="facts" tabIndex={0} aria-label={t("product")}>
      <Updated />
      {scheduler === undefined ? null : (
        <span class="fact">
          <StateShape word={alive === null ? "unknown" : alive ? "ok" : "error"} size={12} />
          {t(alive === null ? "schedulerUnknown" : alive ? "schedulerAlive" : "schedulerSilent")}
        </span>
      )}
      {scheduler?.time_zone ? (
        <span class="fact">{t("zone", { zone: visible(scheduler.time_zone) })}</span>
      ) : null}
      {me.value === null ? null : (
        <span class="fact fact-who">
          {me.value.name === null || me.value.role === "secret" ? null : <bdi>{visible(me.value.name)}</bdi>}
          <span>{t(me.value.may_act ? "mayAct" : "mayLook", { role: t(me.value.role) })}</span>
        </span>
      )}
      {overview.value?.read_only ? (
        <p class="banner" role="alert">
          {t("readOnly")}
        </p>
      ) : null}
    </section>
  );
}

/** How old what is on the screen is. */
function Updated() {
  void eachSecond.value;
  const poll = activePoll.value;
  const at = poll?.answeredAt.value ?? null;
  if (poll === null || at === null) return <span class="fact">{t("updating")}</span>;
  const ago = formatSeconds(Math.floor((performance.now() - at) / 1000));
  if (poll.error.value === null) return <span class="fact">{t("updated", { ago })}</span>;
  return (
    <p class="banner" role="alert">
      {t(navigator.onLine ? "lastKnown" : "offline", { ago })}
      <Button small onPress={() => void poll.again()}>
        ↻
      </Button>
    </p>
  );
}

const NAMES: Record<Language, string> = { en: "English", es: "Español" };

/** Half and half, a sun, a moon. */
const THEME_SHAPES: Record<Theme, string> = {
  system: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.6v10.8a5.4 5.4 0 0 1 0-10.8Z",
  light:
    "M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM7.2 0h1.6v2.6H7.2ZM7.2 13.4h1.6V16H7.2ZM0 7.2h2.6v1.6H0ZM13.4 7.2H16v1.6h-2.6ZM2 3.1 3.1 2 5 3.9 3.9 5ZM11 12.1l1.1-1.1 1.9 1.9-1.1 1.1ZM2 12.9 3.9 11 5 12.1 3.1 14ZM11 3.9 12.9 2 14 3.1 12.1 5Z",
  dark: "M6.2 1.2A7 7 0 1 0 14.8 9.8 5.8 5.8 0 0 1 6.2 1.2Z",
};

/** Language, appearance, and the way out. */
function Choices() {
  const other: Language = language.value === "en" ? "es" : "en";
  return (
    <div class="choices">
      <Button small kind="quiet" label={`${t("language")}: ${NAMES[other]}`} onPress={() => speak(other)}>
        <span lang={other}>{NAMES[other]}</span>
      </Button>
      <Button
        small
        kind="quiet"
        label={`${t("theme")}: ${t(theme.value)}`}
        title={`${t("theme")}: ${t(theme.value)}`}
        onPress={() => choose(THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "system")}
      >
        <svg class="theme" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d={THEME_SHAPES[theme.value]} fill="currentColor" fill-rule="evenodd" />
        </svg>
      </Button>
      {access.value === "open" && hasSession() ? (
        <Button small kind="quiet" onPress={() => void signOut()}>
          {t("signOut")}
        </Button>
      ) : null}
    </div>
  );
}
