// Posts a message to a webhook whose URL is a secret: whatever comes of it is said in one of a few words, since the
// runtime puts the URL into the texts of its errors.

/** A message that the database has signed. */
export type WebhookMessage = { url: string; headers: Record<string, string>; body: string };

/** What the webhook answered; or that it did not in time, or could not be reached at all. */
export type WebhookOutcome = { status: number } | { failure: "timeout" | "unreachable" };

export type PostWebhook = (message: WebhookMessage) => Promise<WebhookOutcome>;

/** How long the webhook has to answer, in milliseconds: as long as pg_net would give it. */
const TIMEOUT_MS = 5_000;

/**
 * Makes the poster.
 *
 * @param fetcher does the HTTP.
 * @returns a function that never rejects. A redirect is not followed: where the message goes is the owner's choice, and
 *   not that of whoever answers there. Nothing of the answer but its status is read.
 */
export function createPostWebhook(fetcher: typeof fetch = fetch): PostWebhook {
  return async ({ url, headers, body }) => {
    try {
      const response = await fetcher(url, {
        method: "POST",
        headers,
        body,
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body?.cancel().catch(() => {});
      return { status: response.status };
    } catch (error) {
      return { failure: error instanceof Error && error.name === "TimeoutError" ? "timeout" : "unreachable" };
    }
  };
}
