// Reads a request's body without trusting it: a cap that holds while streaming, then the media type, UTF-8 and JSON.

import { Problem } from "./problem.ts";

/** The largest body accepted, in bytes. */
export const BODY_LIMIT_BYTES = 16 * 1024;

/**
 * Reads the raw bytes of a body.
 *
 * @param request its body is consumed, at most `limitBytes` of it and one chunk more.
 * @param limitBytes the cap, in bytes.
 * @returns the bytes; none for a request without a body.
 * @throws Problem `body_too_large`, or `invalid_json` when the body breaks off.
 */
export async function readBody(request: Request, limitBytes = BODY_LIMIT_BYTES): Promise<Uint8Array> {
  // A declared length saves reading; it is not believed when it is small.
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();

  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new Problem("invalid_json", "The body broke off.", { cause });
    });
    if (done) return concatenate(chunks, size);
    size += value.byteLength;
    if (size > limitBytes) {
      await reader.cancel().catch(() => {});
      throw tooLarge(limitBytes);
    }
    chunks.push(value);
  }
}

/**
 * Reads a body's bytes as JSON.
 *
 * @param bytes the body.
 * @param contentType the Content-Type header.
 * @param mediaTypes those that the call takes, the usual one first.
 * @returns the value; `{}` for an empty body, since every field of every call has a default or is asked for by name.
 * @throws Problem `unsupported_media_type` or `invalid_json`.
 */
export function parseJson(
  bytes: Uint8Array,
  contentType: string | null,
  mediaTypes: readonly string[],
): unknown {
  if (bytes.byteLength === 0) return {};
  const mediaType = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (!mediaTypes.includes(mediaType ?? "")) {
    throw new Problem("unsupported_media_type", "The body must be JSON.", {
      hint: `Send the header Content-Type: ${mediaTypes.join(" or ")}.`,
    });
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new Problem("invalid_json", "The body is not JSON in UTF-8.", {
      hint: 'An example that is: {"force": true}',
    });
  }
}

function tooLarge(limitBytes: number): Problem {
  return new Problem("body_too_large", `The body is larger than ${limitBytes} bytes.`, {
    hint: "No call needs more than a few hundred bytes.",
  });
}

function concatenate(chunks: Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
