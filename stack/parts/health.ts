// Asks each part whether it does its work: undefined means yes, anything else says what is wrong.
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";
import { asSuperuser } from "../postgres/connect.ts";
import type { PartName } from "./list-parts.ts";

const PROBE_TIMEOUT_MS = 2_000;

export function probePart(
  name: PartName,
  config: StackConfig,
  secrets: Secrets,
): Promise<string | undefined> {
  const apikey = secrets.publishableKey;
  switch (name) {
    case "gateway":
      return probeUrl(`${config.url}/_stack`, async (response) =>
        response.ok && (await response.json()).id === config.id ? undefined : "another server answers there",
      );
    case "rest":
      return probeUrl(
        `http://127.0.0.1:${config.ports.rest}/auth/v1/health`,
        async (response) => (response.ok ? undefined : `it answers ${response.status}`),
        { apikey },
      );
    case "functions":
      // Any answer will do: what the function says is its own affair.
      return probeUrl(`http://127.0.0.1:${config.ports.functions}/`, async () => undefined);
    case "net":
      return probeNet(config, secrets);
  }
}

async function probeUrl(
  url: string,
  judge: (response: Response) => Promise<string | undefined>,
  headers: Record<string, string> = {},
): Promise<string | undefined> {
  try {
    return await judge(await fetch(url, { headers, signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) }));
  } catch (error) {
    return error instanceof Error ? String(error.cause ?? error) : String(error);
  }
}

async function probeNet(config: StackConfig, secrets: Secrets): Promise<string | undefined> {
  try {
    await asSuperuser(config, secrets, (sql) => sql`select net.check_worker_is_up()`);
    return undefined;
  } catch (error) {
    return String(error);
  }
}
