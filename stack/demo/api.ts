// The Edge Function as an administrator's script would call it.
import { z } from "zod";
import { ApiError } from "./outage.ts";
import type { Patiently } from "./patience.ts";

const status = z.object({
  state: z.string(),
  staleness_seconds: z.number().nullable(),
  data_as_of: z.string().nullable(),
  path: z.object({ effective: z.string(), reason: z.string() }),
  job: z.object({ schedule: z.string(), active: z.boolean(), next_run_at: z.string().nullable() }).nullable(),
  problems: z.array(z.object({ code: z.string(), message: z.string(), hint: z.string() })),
});
export type Status = z.infer<typeof status>;

export interface Api {
  status: () => Promise<Status>;
  setSchedule: (schedule: string) => Promise<void>;
}

const CALL_TIMEOUT_MS = 10_000;

/** `functionsUrl` without a slash at its end. Each call throws when the function answers with an error. */
export function createApi(functionsUrl: string, secretKey: string, patiently: Patiently): Api {
  const call = (path: string, init: RequestInit = {}): Promise<unknown> =>
    patiently("the function", async () => {
      const response = await fetch(`${functionsUrl}/refresh-dashboard${path}`, {
        ...init,
        headers: { apikey: secretKey, "content-type": "application/json" },
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      const text = await response.text();
      if (!response.ok) throw new ApiError(`${path} answered ${response.status}: ${text}`, response.status);
      return JSON.parse(text);
    });

  return {
    status: async () => status.parse(await call("/status?runs=0")),
    setSchedule: async (schedule) => {
      await call("/reconfigure", { method: "PATCH", body: JSON.stringify({ schedule }) });
    },
  };
}
