// A text's checksum, as manifests note it: the same whatever the line ends.
import { withLf } from "./line-ends.ts";
import { sha256Of } from "./sha256.ts";

export function checksumOf(text: string): string {
  return sha256Of(withLf(text));
}
