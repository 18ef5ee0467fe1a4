// A database's URL in two: what may be seen in a process list, and the password, which goes by the environment.

export interface SplitUrl {
  /** Without a password. */
  url: string;
  /** PGPASSWORD, where the URL has one. */
  env: Record<string, string>;
}

export function splitPassword(url: string): SplitUrl {
  const seen = new URL(url);
  const password = decode(seen.password) || seen.searchParams.get("password") || "";
  seen.password = "";
  seen.searchParams.delete("password");
  return { url: seen.href, env: password === "" ? {} : { PGPASSWORD: password } };
}

/** A percent sign that stands for itself is no mistake that its owner could see here. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
