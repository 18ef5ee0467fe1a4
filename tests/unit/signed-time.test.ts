// The time that a signature carries: digits alone, as the sender wrote them.
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { createVerifyTrigger } from "../../supabase/functions/refresh-dashboard/auth/verify-trigger.ts";

const SECRET = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
const body = "{}";

function verify(time: string) {
  const nowS = Math.floor(Date.now() / 1000);
  const signed = new Webhook(SECRET).sign("msg", new Date(nowS * 1000), body);
  const headers = new Headers({
    "webhook-id": "msg",
    "webhook-timestamp": time.replace("now", String(nowS)),
    "webhook-signature": signed,
  });
  return createVerifyTrigger([SECRET], () => nowS * 1000)(headers, new TextEncoder().encode(body));
}

describe("the time of a signed trigger", () => {
  it("is taken as seconds", () => {
    expect(verify("now")).toMatchObject({ id: "msg" });
  });

  it.each(["nowjunk", "now.5", "+now", "0xnow", "now,1"])("is refused as %s", (time) => {
    expect(() => verify(time)).toThrow(expect.objectContaining({ code: "signature_invalid" }));
  });
});
