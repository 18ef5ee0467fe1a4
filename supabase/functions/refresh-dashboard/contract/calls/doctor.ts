// The calls of the doctor.

import { Check, Doctor, Loop, Loops, PingAccepted } from "../answers.ts";
import { type Endpoint, OPERATORS, READERS } from "../endpoint.ts";
import { DoctorQuery, IdPath, Nothing, PingRequest, SilenceRequest } from "../requests.ts";

export const DOCTOR = {
  doctor: {
    method: "GET",
    path: "/doctor",
    who: READERS,
    summary:
      "look at everything that refreshes depend on; `deep=true`, which tries refreshes, is not for viewers",
    query: DoctorQuery,
    body: null,
    answers: { 200: { schema: Doctor, when: "the checks, of which `only` names one" } },
    codes: ["unknown_check", "read_only"],
  },
  silenceCheck: {
    method: "POST",
    path: "/doctor/silence",
    who: OPERATORS,
    summary: "silence a check, or let it be heard again",
    query: Nothing,
    body: SilenceRequest,
    answers: { 200: { schema: Check, when: "the check" } },
    codes: ["unknown_check", "unknown_view", "invalid_argument", "read_only"],
  },
  startLoop: {
    method: "POST",
    path: "/doctor/loop",
    who: OPERATORS,
    summary: "send a ping through pg_cron, pg_net, the function and the database",
    query: Nothing,
    body: Nothing,
    answers: {
      202: {
        schema: Loop,
        when: "the loop, which may take a minute; the one that is running, if one is",
        location: "/doctor/loops/{id}",
      },
    },
    codes: ["read_only"],
  },
  loops: {
    method: "GET",
    path: "/doctor/loops",
    who: READERS,
    summary: "the last loops, newest first",
    query: Nothing,
    body: null,
    answers: { 200: { schema: Loops, when: "ten at most" } },
    codes: [],
  },
  loop: {
    method: "GET",
    path: "/doctor/loops/{id}",
    who: READERS,
    summary: "one loop, and how far it has come",
    params: IdPath,
    query: Nothing,
    body: null,
    answers: { 200: { schema: Loop, when: "the loop as it is now" } },
    codes: ["unknown_loop"],
  },
  ping: {
    method: "POST",
    path: "/doctor/ping",
    who: "trigger",
    summary: "take a loop's ping and tell the database",
    query: null,
    body: PingRequest,
    answers: { 202: { schema: PingAccepted, when: "accepted; the database is told in the background" } },
    codes: ["trigger_replayed"],
  },
} as const satisfies Record<string, Endpoint>;
