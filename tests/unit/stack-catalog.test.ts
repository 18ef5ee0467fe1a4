// The schema cache of the stack's REST API when its database comes and goes.
import { describe, expect, it } from "vitest";
import { type Catalog, lastingCatalog } from "../../stack/rest/catalog.ts";

type Schema = Awaited<ReturnType<Catalog["introspect"]>>;
const schema = { functions: [] } as unknown as Schema;
const nothing = {} as Schema;
const never = () => new Promise<Schema>(() => undefined);

/** Connections that answer as told, one after the other; `closed` counts those that were closed. */
function connections(...answers: (() => Promise<Schema>)[]) {
  const seen = { opened: 0, closed: 0 };
  const open = (): Catalog => {
    const introspect = answers[seen.opened] ?? never;
    seen.opened += 1;
    return {
      introspect,
      close: async () => {
        seen.closed += 1;
      },
    };
  };
  return { open, seen };
}

describe("the schema cache", () => {
  it("is read through one connection while that works", async () => {
    const { open, seen } = connections(async () => schema);
    const introspect = lastingCatalog(open, 1_000);
    expect(await introspect()).toBe(schema);
    expect(await introspect()).toBe(schema);
    expect(seen).toEqual({ opened: 1, closed: 0 });
  });

  it.each([
    ["never answers", never],
    ["answers that there is nothing, as when the database is down", async () => nothing],
    ["fails", () => Promise.reject(new Error("write CONNECTION_CLOSED"))],
  ])("is read through another after one that %s", async (_, broken) => {
    const { open, seen } = connections(broken, async () => schema);
    const introspect = lastingCatalog(open, 20);
    await expect(introspect()).rejects.toThrow("the schema cache cannot be read");
    expect(await introspect()).toBe(schema);
    expect(seen).toEqual({ opened: 2, closed: 1 });
  });

  it("is read through the same other by all who waited for the broken one", async () => {
    const { open, seen } = connections(never, async () => schema);
    const introspect = lastingCatalog(open, 20);
    await Promise.allSettled([introspect(), introspect(), introspect()]);
    expect(await introspect()).toBe(schema);
    expect(seen).toEqual({ opened: 2, closed: 1 });
  });

  it("is given up on when its connection cannot be closed either", async () => {
    const introspect = lastingCatalog(
      () => ({ introspect: never, close: () => new Promise(() => undefined) }),
      20,
    );
    await expect(introspect()).rejects.toThrow("the schema cache cannot be read");
  });
});
