// The seed of everything random here: another one each time, printed when a test fails. FUZZ_SEED plays it again.
import fc from "fast-check";

export const seed = process.env.FUZZ_SEED ? Number(process.env.FUZZ_SEED) : fc.sample(fc.integer(), 1)[0];

/** A request as a failure tells it. */
export const describeRequest = (request: { body?: string | Uint8Array }, what: string): string => {
  const { body, ...rest } = request;
  const text =
    body === undefined ? "none" : JSON.stringify(Buffer.from(body).toString("latin1").slice(0, 500));
  return `${what}\nFUZZ_SEED=${seed}\n${JSON.stringify(rest, null, 2)}\nbody: ${text}`;
};
