// What the page asks for, held against the contract: a fake API takes anything, the function does not.

import { NAMED_ENDPOINTS } from "../../../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import type { Asked } from "./fake-api.ts";

/** A sentence for each call that the function would refuse as malformed. */
export function findMalformed(asked: readonly Asked[]): string[] {
  return asked.flatMap(({ method, path, query, body }) => {
    const called = `${method} ${path}?${query}`;
    const endpoints = NAMED_ENDPOINTS.map(([, endpoint]) => endpoint).filter(
      (endpoint) => endpoint.method === method && isPath(endpoint.path, path) && endpoint.who !== "trigger",
    );
    if (endpoints.length === 0) return [`${called}: there is no such call`];
    const isTaken = endpoints.some(
      (endpoint) =>
        (endpoint.query?.safeParse(Object.fromEntries(query)).success ?? true) &&
        (endpoint.body?.safeParse(body ?? {}).success ?? true),
    );
    return isTaken ? [] : [`${called} ${JSON.stringify(body)}: is not what the contract takes`];
  });
}

const isPath = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path);
