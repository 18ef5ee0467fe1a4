// The project that `supabase link` has noted.
import { readText } from "../files/read-text.ts";

const LINK_FILE = "supabase/.temp/project-ref";

/** Twenty lower-case letters. */
export const PROJECT_REF = /^[a-z]{20}$/;

/** Null where none is linked. */
export function readLinkedRef(rootDir: string): string | null {
  const ref = readText(rootDir, LINK_FILE)?.trim();
  return ref !== undefined && PROJECT_REF.test(ref) ? ref : null;
}
