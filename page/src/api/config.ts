// Where the function is, and how one signs in: config.json beside the page, which the local server writes itself.

export interface Config {
  /** Such as `https://<ref>.supabase.co/functions/v1`; a path below the page's own address on the local server. */
  functionsUrl: string;
  /** Of Supabase Auth; null where the server holds the key and nobody signs in. */
  authUrl: string | null;
  publishableKey: string | null;
}

/** Null where the page was not told where the function is. */
export async function readConfig(): Promise<Config | null> {
  const response = await fetch("./config.json", { cache: "no-cache" });
  return response.ok ? parseConfig(await response.json()) : null;
}

/** @returns null for what is no configuration; a missing authUrl is that of the same project. */
export function parseConfig(value: unknown): Config | null {
  if (typeof value !== "object" || value === null) return null;
  const { functionsUrl, authUrl, publishableKey } = value as Record<string, unknown>;
  if (typeof functionsUrl !== "string" || functionsUrl === "") return null;
  const key = typeof publishableKey === "string" && publishableKey !== "" ? publishableKey : null;
  const guessed = functionsUrl.replace(/\/functions\/v1\/?$/, "/auth/v1");
  return {
    functionsUrl: functionsUrl.replace(/\/+$/, ""),
    authUrl: key === null ? null : typeof authUrl === "string" && authUrl !== "" ? authUrl : guessed,
    publishableKey: key,
  };
}
