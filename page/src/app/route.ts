// The address of what is on the screen: `#/`, `#/view/<name>`, `#/doctor`, `#/alerts`, `#/runs?…`.

import { signal } from "@preact/signals";

export type RouteName = "views" | "view" | "doctor" | "alerts" | "runs";

export interface Route {
  name: RouteName;
  /** Of the page `view`; empty elsewhere. */
  view: string;
  query: URLSearchParams;
}

/** Reads what follows the `#`; what it does not know is the first page. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = splitOnce(hash.replace(/^#/, ""), "?");
  const query = new URLSearchParams(search);
  const [, name = "", rest = ""] = /^\/(\w*)\/?(.*)$/.exec(path) ?? [];
  if (name === "view" && rest !== "") return { name: "view", view: decode(rest), query };
  if (name === "doctor" || name === "alerts" || name === "runs") return { name, view: "", query };
  return { name: "views", view: "", query };
}

/** The link to a page. */
export function linkTo(
  name: RouteName,
  { view, query = {} }: { view?: string; query?: Record<string, string | null | undefined> } = {},
): string {
  const path = name === "views" ? "" : name;
  const rest = view === undefined ? "" : `/${encodeURIComponent(view)}`;
  const given = Object.entries(query).flatMap(([key, value]) => (value ? [[key, value]] : []));
  const search = new URLSearchParams(given).toString();
  return `#/${path}${rest}${search === "" ? "" : `?${search}`}`;
}

export const route = signal<Route>(parseRoute(typeof location === "undefined" ? "" : location.hash));

/** Goes to a link; `replace` leaves no step in the history, as for a filter. */
export function goTo(link: string, { replace = false } = {}): void {
  if (replace) {
    history.replaceState(null, "", link);
    route.value = parseRoute(link);
  } else location.hash = link;
}

export function followAddress(): void {
  addEventListener("hashchange", () => {
    route.value = parseRoute(location.hash);
  });
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
