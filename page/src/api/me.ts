// Who looks at the page, and whether the function lets them act. What is hidden here is refused there all the same.

import { computed, signal } from "@preact/signals";
import type { Me } from "./answers.ts";
import { call } from "./call.ts";

export const me = signal<Me | null>(null);

/** False until the function has said so. */
export const mayAct = computed(() => me.value?.may_act ?? false);

/** @returns null, or why it could not be asked. An older function knows no /me: nobody may act then. */
export async function askMe() {
  const { data, error } = await call<Me>("me");
  if (data !== null) me.value = data;
  return error;
}
