// In which order the tests run, and which of them side by side: the vitest projects, and pgTAP's. A project of
// vitest.config.ts that has no turn here runs last, alone.
import vitestConfig from "../vitest.config.ts";

/** The name of what is no vitest project: supabase/tests, by pg_prove. */
export const PG_TAP = "pgtap";

/**
 * Turns one after the other, since the projects share two cores and some are about time. Side by side runs what has
 * nothing to do with each other and mostly waits: `long` waits on the stack, `install` has a server of its own.
 */
const TURNS = [
  [PG_TAP],
  ["unit", "docs"],
  ["e2e"],
  ["security"],
  ["browser"],
  ["property"],
  ["faults"],
  ["long", "install"],
  ["cli"],
  ["package"],
  ["stack"],
  ["examples"],
];

/** The projects by turns: all, or those that were chosen. Refuses a name that none has. */
export function listTurns(chosen: string[] = [], projects = [PG_TAP, ...namesIn(vitestConfig)]): string[][] {
  const placed = TURNS.flat();
  const homeless = [...placed, ...chosen].filter((name) => !projects.includes(name));
  if (homeless.length > 0) {
    throw new Error(`no such tests: ${homeless.join(", ")}; there are ${projects.join(", ")}`);
  }
  const alone = projects.filter((name) => !placed.includes(name)).map((name) => [name]);
  return [...TURNS, ...alone]
    .map((turn) => turn.filter((name) => chosen.length === 0 || chosen.includes(name)))
    .filter((turn) => turn.length > 0);
}

function namesIn(config: typeof vitestConfig): string[] {
  return (config.test?.projects ?? []).map((project) => {
    const name = typeof project === "object" && "test" in project ? project.test?.name : undefined;
    if (typeof name !== "string") throw new Error("a project of vitest.config.ts has no name");
    return name;
  });
}
