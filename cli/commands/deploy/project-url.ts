// The project's URL as Vault takes it.
import { z } from "zod";

export const projectUrlSchema = z
  .string()
  .refine(isBase, "is no http(s) URL of a project, such as https://REF.supabase.co");

/** A path has to follow, so there is none of what ends one. */
function isBase(text: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || /[?#\\@]/.test(text)) return false;
  return URL.canParse(text);
}
