// GET /openapi.json: the description of the API. It is made from the contract when it is first asked for, and kept; what
// makes it is loaded then, so that no other call waits for it.

import type { Handler } from "./endpoint.ts";

/** Makes the handler. */
export function createOpenApiHandler(): Handler<"openapi"> {
  return async () => {
    const { openApiDocument } = await import("../openapi/document.ts");
    return { status: 200, body: openApiDocument() };
  };
}
