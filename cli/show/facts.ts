// Names with their values, without those that are not known.
import type { Cell } from "../terminal/table.ts";

export type Fact = [name: string, value: Cell];

export function knownFacts(facts: [name: string, value: Cell | null | undefined][]): Fact[] {
  return facts.filter((fact): fact is Fact => {
    const value = fact[1];
    if (value === null || value === undefined) return false;
    return (typeof value === "string" ? value : value.text) !== "";
  });
}
