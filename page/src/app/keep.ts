// What a browser keeps: a person's choices, and the session. Where storage is forbidden, it lasts as long as the page.

const PREFIX = "refresh-dashboard.";
const withoutStorage = new Map<string, string>();

/** What was kept before; null where there is none. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return withoutStorage.get(name) ?? null;
  }
}

/** Keeps it; null forgets it. */
export function keep(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    if (value === null) withoutStorage.delete(name);
    else withoutStorage.set(name, value);
  }
}
