// Takes secrets out of a text before anybody sees it: what the Supabase CLI writes may quote what it was given.

/** Whatever their values: signing secrets, access tokens, keys, and passwords in URLs. */
const PATTERNS: [RegExp, string][] = [
  [/whsec_[A-Za-z0-9+/=]+/g, "whsec_…"],
  [/\bsbp_[A-Za-z0-9_]+/g, "sbp_…"],
  [/\bsb_secret_[A-Za-z0-9_-]+/g, "sb_secret_…"],
  [/(\bpostgres(?:ql)?:\/\/[^\s:/@]*):[^\s@]*@/g, "$1:…@"],
];

/** `secrets` are values known to be secret; empty ones count for nothing. */
export function redact(text: string, secrets: (string | undefined)[]): string {
  const known = secrets
    .filter((secret) => secret !== undefined && secret !== "")
    // The longer first: one may be a part of another.
    .sort((one, other) => (other as string).length - (one as string).length) as string[];
  const without = known.reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
  return PATTERNS.reduce((rest, [pattern, instead]) => rest.replaceAll(pattern, instead), without);
}
