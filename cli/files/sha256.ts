// A text's checksum, as the manifest and the list of releases note it.
import { createHash } from "node:crypto";

export function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
