// Names as they are, with what cannot be seen made visible: a name may hold control characters, and marks that turn the
// direction of what follows.

/** Control characters, marks and overrides of direction, and what has no width. */
const UNSEEN = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;

/** @example visible("a\u202eb") === "a\\u202eb" */
export const visible = (text: string): string =>
  text.replace(UNSEEN, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);

/** A view's name in two parts. Only the first point parts them, since a name may have points. */
export function partsOf(view: string): { schema: string; name: string } {
  const at = view.indexOf(".");
  return at < 0 ? { schema: "", name: view } : { schema: view.slice(0, at), name: view.slice(at + 1) };
}
