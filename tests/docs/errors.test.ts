// docs/errors.md explains every code there is, and no other.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { CODES as CLI_CODES } from "../../cli/terminal/codes.ts";
import { CODES } from "../../supabase/functions/refresh-dashboard/contract/codes.ts";
import { ROOT } from "./support/documents.ts";

const text = readFileSync(path.join(ROOT, "docs/errors.md"), "utf8");

/** The code of each section, with the sentence below it. */
function readSections(title: RegExp): Map<string, string> {
  const sections = text.split(/^#### /m).slice(1);
  return new Map(
    sections.flatMap((section) => {
      const code = title.exec(section)?.[1];
      return code === undefined ? [] : [[code, section] as const];
    }),
  );
}

const errors = readSections(/^`(\w+)`\n/);
const problems = readSections(/^Problem `(\w+)`\n/);
const ofClient = readSections(/^Client `(\w+)`\n/);
const ofCommandLine = readSections(/^Command line `(\w+)`\n/);

describe("docs/errors.md", () => {
  it("has every error of database and function, with its status and SQLSTATE", () => {
    const described = Object.fromEntries(
      [...errors].map(([code, section]) => [
        code,
        section
          .split("\n")[2]
          ?.split(". ")[0]
          ?.replace(/,? in answer.*/, ""),
      ]),
    );
    const wanted = Object.fromEntries(
      Object.entries(CODES).map(([code, { sqlstate, status, alsoStatus }]) => [
        code,
        `${sqlstate === null ? "" : `\`${sqlstate}\`, `}HTTP ${status}${
          alsoStatus === undefined ? "" : `${sqlstate === null ? "" : ","} or ${alsoStatus}`
        }`,
      ]),
    );
    expect(described).toEqual(wanted);
  });

  it("has every error that the database raises", () => {
    const sources = readFileSync(
      path.join(ROOT, "supabase/schemas/dashboard_refresh/schema/errors.sql"),
      "utf8",
    );
    const raised = [...sources.matchAll(/^\s+\('(\w+)', '(DR\d+)', \d+\)/gm)].map(
      ([, code = "", state = ""]) => [code, state],
    );
    expect(raised.length).toBeGreaterThan(10);
    const described = [...errors].flatMap(([code, section]) => {
      const state = /^`(DR\d+)`/m.exec(section.split("\n")[2] ?? "")?.[1];
      return state === undefined ? [] : [[code, state]];
    });
    expect(described.sort()).toEqual(raised.sort());
  });

  it("has every problem of a status, with its severity", () => {
    const contract = readFileSync(path.join(ROOT, "docs/contract.md"), "utf8");
    // Which tests/unit/problem-codes.test.ts compares with the sources.
    const section = contract.split(/^#+ /m).find((each) => each.startsWith("Problems\n")) ?? "";
    const listed = [...section.matchAll(/^\| `([a-z_]+)` \| (\w+) \|/gm)].map(
      ([, code, severity]) => `${code} ${severity}`,
    );
    const described = [...problems].map(([code, each]) => `${code} ${/^Severity `(\w+)`/m.exec(each)?.[1]}`);
    expect(described.length).toBeGreaterThan(20);
    expect(described.sort()).toEqual(listed.sort());
  });

  it("has every error of the command line", () => {
    const codes: string[] = [...CLI_CODES];
    expect(codes.length).toBeGreaterThan(10);
    expect([...ofCommandLine.keys()].sort()).toEqual(codes.sort());
  });

  it("has every error that only the client gives", () => {
    const source = readFileSync(path.join(ROOT, "client/error.ts"), "utf8");
    const type = /type ClientErrorCode =(.*?);/s.exec(source)?.[1] ?? "";
    const codes = [...type.matchAll(/"(\w+)"/g)].map(([, code = ""]) => code);
    expect(codes.length).toBeGreaterThan(2);
    expect([...ofClient.keys()].sort()).toEqual(codes.sort());
  });

  it("says of each what causes it and what to do", () => {
    const all = [...errors, ...problems, ...ofClient, ...ofCommandLine];
    const silent = all.filter(
      ([, section]) => !/^- \*\*Cause:\*\* /m.test(section) || !/^- \*\*Remedy:\*\* /m.test(section),
    );
    expect(silent.map(([code]) => code)).toEqual([]);
  });
});
