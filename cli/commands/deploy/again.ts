// The command that goes on after a failure: the same one, with what it was given.
import { quote } from "../../terminal/quote.ts";

/** Options by their flags. --yes is none of them: what is asked about may be something else the next time. */
export function againOf(command: string, options: Record<string, string | boolean | undefined>): string {
  const words = Object.entries(options).flatMap(([flag, value]) => {
    if (value === undefined || value === false) return [];
    return value === true ? [flag] : [flag, value];
  });
  return quote(["npx", "refresh-dashboard", command, ...words]);
}
