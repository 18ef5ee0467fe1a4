// How long each call to the database is given.
import { describe, expect, it } from "vitest";
import { createDatabase } from "../../supabase/functions/refresh-dashboard/database/database.ts";

/** What this call of the database's methods gives the RPC, in milliseconds. */
async function given(
  call: (database: ReturnType<typeof createDatabase>) => Promise<unknown>,
): Promise<number> {
  let ms = Number.NaN;
  const database = createDatabase(async (_name, _args, timeoutMs) => {
    ms = timeoutMs;
    return { data: null, error: { code: "DR008", message: "no" }, status: 404 };
  });
  await call(database).catch(() => {});
  return ms;
}

describe("a call to the database", () => {
  const id = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

  it("that refreshes is given longer than the 55 s after which the database cuts it, and less than a function lives", async () => {
    const ms = await given((database) => database.runRefresh(id));
    expect(ms).toBeGreaterThan(55_000);
    expect(ms).toBeLessThan(150_000);
  });

  it("that only looks is given seconds", async () => {
    expect(await given((database) => database.readRun(id))).toBeLessThanOrEqual(15_000);
    expect(await given((database) => database.readHealth())).toBeLessThanOrEqual(10_000);
  });
});
