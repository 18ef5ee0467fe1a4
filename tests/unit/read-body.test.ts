// The body: its cap while streaming, its media type, its encoding.
import { describe, expect, it } from "vitest";
import {
  BODY_LIMIT_BYTES,
  parseJson,
  readBody,
} from "../../supabase/functions/refresh-dashboard/request/read-body.ts";
import { codeOf, testApp, withSecret } from "./support/fakes.ts";

const KIB = 1024;
const request = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request("http://edge.test/", { method: "POST", body, headers, duplex: "half" } as RequestInit);

/** A stream of so many chunks of 1 KiB that counts how many were taken. */
function chunks(count: number): {
  stream: ReadableStream<Uint8Array>;
  taken: () => number;
  cancelled: () => boolean;
} {
  let taken = 0;
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (taken === count) return controller.close();
        taken += 1;
        controller.enqueue(new Uint8Array(KIB).fill(0x20));
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, taken: () => taken, cancelled: () => cancelled };
}

describe("reading", () => {
  it("takes a body of exactly 16 KiB", async () => {
    expect((await readBody(request(chunks(16).stream))).byteLength).toBe(BODY_LIMIT_BYTES);
  });

  it("keeps every byte in its place", async () => {
    const text = `{"view":"${"coordinación ".repeat(300)}"}`;
    expect(new TextDecoder().decode(await readBody(request(text)))).toBe(text);
  });

  it("stops an endless body one chunk after the limit", async () => {
    const endless = chunks(Number.POSITIVE_INFINITY);
    await expect(readBody(request(endless.stream))).rejects.toMatchObject({
      code: "body_too_large",
      status: 413,
    });
    expect([endless.taken(), endless.cancelled()]).toEqual([17, true]);
  });

  it("refuses a body that is declared too large without reading it", async () => {
    const body = chunks(1);
    await expect(readBody(request(body.stream, { "content-length": "16385" }))).rejects.toMatchObject({
      code: "body_too_large",
    });
    expect(body.taken()).toBe(0);
  });

  it("does not believe a declared length that is too small", async () => {
    const body = chunks(20).stream;
    await expect(readBody(request(body, { "content-length": "10" }))).rejects.toMatchObject({
      code: "body_too_large",
    });
  });

  it("says so when the body breaks off", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
    await expect(readBody(request(broken))).rejects.toMatchObject({ code: "invalid_json", status: 400 });
  });
});

describe("parsing", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const JSON_ALONE = ["application/json"];

  it.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])(
    "accepts %s",
    (type) => {
      expect(parseJson(bytes('{"force":true}'), type, JSON_ALONE)).toEqual({ force: true });
    },
  );

  it("accepts what else a call takes, and names all of it in the refusal of anything else", () => {
    const types = ["application/json", "application/merge-patch+json"];
    expect(parseJson(bytes("{}"), "application/merge-patch+json; charset=utf-8", types)).toEqual({});
    expect(() => parseJson(bytes("{}"), "application/json-patch+json", types)).toThrow(
      expect.objectContaining({
        hint: "Send the header Content-Type: application/json or application/merge-patch+json.",
      }),
    );
  });

  it.each([null, "", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"])(
    "refuses %s",
    (type) => {
      expect(() => parseJson(bytes("{}"), type, JSON_ALONE)).toThrow(
        expect.objectContaining({ code: "unsupported_media_type" }),
      );
    },
  );

  it.each(["{", "force=true", "{'a':1}", "\uFEFF{}", "NaN", "[".repeat(16_000)])(
    "refuses what is not JSON: %.20s",
    (text) => {
      expect(() => parseJson(bytes(text), "application/json", JSON_ALONE)).toThrow(
        expect.objectContaining({ code: "invalid_json" }),
      );
    },
  );

  it.each([
    ["a lone continuation byte", [0x22, 0x80, 0x22]],
    ["latin-1", [0x22, 0xf3, 0x22]],
    ["an overlong slash", [0x22, 0xc0, 0xaf, 0x22]],
    ["UTF-16", [0x22, 0x00, 0x61, 0x00, 0x22, 0x00]],
  ])("refuses what is not UTF-8: %s", (_name, raw) => {
    expect(() => parseJson(new Uint8Array(raw), "application/json", JSON_ALONE)).toThrow(
      expect.objectContaining({ code: "invalid_json" }),
    );
  });
});

describe("through the application", () => {
  const post = (body: BodyInit) =>
    testApp().call("POST", "/refresh", {
      headers: { ...withSecret, "content-type": "application/json" },
      body,
    });

  it("a body nested as deep as 16 KiB allow is refused, not fatal", async () => {
    const deep = `{"view":${"[".repeat(8_000)}${"]".repeat(8_000)}}`;
    expect(await codeOf(await post(deep))).toBe("invalid_request");
  });

  it.each(["null", "1", '"view"', "[]", "true"])(
    "a body that is not an object is refused: %s",
    async (body) => {
      expect(await codeOf(await post(body))).toBe("invalid_request");
    },
  );

  it("an endless body is answered 413", async () => {
    const response = await post(chunks(Number.POSITIVE_INFINITY).stream);
    expect([response.status, await codeOf(response)]).toEqual([413, "body_too_large"]);
  });

  it("a stranger's body is not read at all", async () => {
    const body = chunks(3);
    const headers = { "content-type": "application/json" };
    expect((await testApp().call("POST", "/refresh", { headers, body: body.stream })).status).toBe(401);
    expect(body.taken()).toBe(0);
  });
});
