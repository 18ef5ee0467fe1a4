// The calls of the doctor: GET /doctor, POST /doctor/silence, and the loop.

import { requireRole } from "../auth/require-role.ts";
import { invalidSignature } from "../auth/signature.ts";
import { OPERATORS } from "../contract/endpoint.ts";
import type { Deps } from "../deps.ts";
import { Problem } from "../request/problem.ts";
import type { Handler } from "./endpoint.ts";
import { addOwnChecks } from "./own-checks.ts";

/**
 * Makes the handler of `GET /doctor`: the checks of the database, and in place of those that it cannot make the function's
 * own. Who may not act may not ask for `deep` ones either, which try refreshes.
 */
export function createDoctorHandler({ database, now, verifyChallenge }: Deps): Handler<"doctor"> {
  return async ({ caller, query }) => {
    if (query.deep) requireRole(caller, OPERATORS);
    const askedAtMs = now();
    const { challenge = null, ...found } = await database.readDoctor(query);
    const answered = { askedAtMs, answeredAtMs: now() };
    return { status: 200, body: addOwnChecks(found, { challenge, ...answered, verifyChallenge }) };
  };
}

/** Makes the handler of `POST /doctor/silence`. */
export const createSilenceHandler =
  ({ database }: Deps): Handler<"silenceCheck"> =>
  async ({ caller, body }) => ({ status: 200, body: await database.silenceCheck(body, caller.name) });

/** Makes the handler of `POST /doctor/loop`: one is running at a time, and a second start answers that one. */
export const createStartLoopHandler =
  ({ database }: Deps): Handler<"startLoop"> =>
  async ({ caller }) => ({ status: 202, body: await database.startLoop(caller.name) });

/** Makes the handler of `GET /doctor/loops`. */
export const createLoopsHandler =
  ({ database }: Deps): Handler<"loops"> =>
  async () => ({ status: 200, body: await database.listLoops() });

/** Makes the handler of `GET /doctor/loops/{id}`. */
export const createLoopHandler =
  ({ database }: Deps): Handler<"loop"> =>
  async ({ params: { id } }) => ({ status: 200, body: await database.readLoop(id) });

/** Makes the handler of a loop's ping, signed: 202 `{ accepted, loop_id }` at once; the database is told in the background. */
export function createPingHandler({ acceptOnce, background, database }: Deps): Handler<"ping"> {
  return async ({ caller, body: { loop_id }, log }) => {
    if (loop_id !== caller.id) throw invalidSignature();
    if (!acceptOnce(caller.id, caller.expiresAtMs)) {
      throw new Problem("trigger_replayed", "This ping was accepted before.", {
        hint: "Nothing is lost: the database was told, or is being told.",
      });
    }
    background(database.recordLoop(loop_id), log);
    return { status: 202, body: { accepted: true, loop_id } };
  };
}
