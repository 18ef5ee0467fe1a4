// Above the list: which views are shown, and what is done to all of them.

import type { Overview } from "../api/answers.ts";
import { mayAct } from "../api/me.ts";
import { goTo, linkTo, route } from "../app/route.ts";
import { Button } from "../ui/button.tsx";
import { Menu } from "../ui/menu.tsx";
import { StateShape } from "../ui/state-badge.tsx";
import { wordFor } from "../ui/text.ts";
import { pauseAll, refreshAll, resumeAll } from "./act-on-all.tsx";
import { countByWord } from "./choose-views.ts";
import { t } from "./text.ts";

/** From so many views on one wants to search. */
const SEARCHED_FROM = 8;

export function Toolbar({ answer: { views, summary } }: { answer: Overview }) {
  if (views.length < 2) return null;
  const { query } = route.value;
  const chosen = query.get("state");
  const linkFor = (state: string | null) =>
    linkTo("views", { query: { state, search: query.get("search") } });
  return (
    <div class="toolbar">
      <nav class="chips" aria-label={t("filters")}>
        <a class="chip" href={linkFor(null)} aria-current={chosen === null ? "true" : undefined}>
          {t("all", { count: views.length })}
        </a>
        {countByWord(views).map(({ word, count }) => (
          <a key={word} class="chip" href={linkFor(word)} aria-current={chosen === word ? "true" : undefined}>
            <StateShape word={word === "failing" ? "failed" : word} size={12} />
            {t("filtered", { word: word === "failing" ? t("failingWord") : wordFor(word), count })}
          </a>
        ))}
      </nav>
      {views.length < SEARCHED_FROM ? null : (
        <input
          class="search"
          type="search"
          aria-label={t("search")}
          placeholder={t("search")}
          value={query.get("search") ?? ""}
          onInput={(event) =>
            goTo(linkTo("views", { query: { state: chosen, search: event.currentTarget.value } }), {
              replace: true,
            })
          }
        />
      )}
      {mayAct.value ? <AllMenu count={views.length} paused={summary.paused} /> : null}
    </div>
  );
}

function AllMenu({ count, paused }: { count: number; paused: number }) {
  return (
    <Menu label={t("allViews")}>
      <Button kind="quiet" onPress={() => void refreshAll(count)}>
        {t("refreshAll")}
      </Button>
      {paused < count ? (
        <Button kind="quiet" onPress={() => void pauseAll(count)}>
          {t("pauseAll")}
        </Button>
      ) : null}
      {paused > 0 ? (
        <Button kind="quiet" onPress={() => void resumeAll()}>
          {t("resumeAll")}
        </Button>
      ) : null}
    </Menu>
  );
}
