// Names and messages come from databases, and may hold anything: what would move the cursor, colour the screen or turn the
// direction of writing is written out instead.

/**
 * Controls (C0, DEL, C1), what turns the direction of writing, what has no width, the line ends that are no newline, and
 * halves of surrogate pairs. A tab is one too: it would move what follows.
 */
const HARMFUL =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
/** The same without what stands between the lines of a JSON document. */
const HARMFUL_IN_JSON = new RegExp(
  HARMFUL.source.replace("\\p{Cc}", "\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f"),
  "gu",
);

/** One line of text that is safe on a terminal: `\u{202e}` stands for that character. */
export function harmless(text: string): string {
  return text.replace(HARMFUL, (character) => `\\u{${hexOf(character.codePointAt(0) ?? 0)}}`);
}

/** A JSON document with the same characters escaped, which means the same. */
export function harmlessJson(document: string): string {
  return document.replace(HARMFUL_IN_JSON, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${hexOf(character.charCodeAt(index)).padStart(4, "0")}`)
      .join(""),
  );
}

const hexOf = (code: number): string => code.toString(16);
