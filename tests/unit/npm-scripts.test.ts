// What npm runs is what hears Ctrl-C.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const { scripts } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../package.json"), "utf8"));

// The program tsx starts another, which it kills where that has not heard a signal within 60 ms. On a busy machine npm start
// would leave its stack running.
test.each(Object.entries<string>(scripts).filter(([, script]) => /\btsx\b/.test(script)))(
  "npm run %s starts no program between",
  (_name, script) => {
    expect(script.replaceAll("node --import tsx ", "")).not.toContain("tsx");
  },
);
