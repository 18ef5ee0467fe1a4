// What is added to config.toml, and taken out again.
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { addToConfig } from "../../cli/project/config/add-to-config.ts";
import { removeFromConfig } from "../../cli/project/config/remove-from-config.ts";
import { replaceInConfig } from "../../cli/project/config/replace-in-config.ts";
import { WANTED_CONFIG } from "../../cli/project/config/wanted.ts";
import { CliError } from "../../cli/terminal/errors.ts";
import { CONFIG } from "./support/cli.ts";

const WHOLE = {
  functions: {
    "refresh-dashboard": {
      enabled: true,
      verify_jwt: false,
      entrypoint: "./functions/refresh-dashboard/index.ts",
      import_map: "./functions/refresh-dashboard/deno.json",
    },
  },
  db: {
    vault: {
      project_url: "env(REFRESH_DASHBOARD_PROJECT_URL)",
      refresh_dashboard_trigger_secret: "env(REFRESH_DASHBOARD_TRIGGER_SECRET)",
    },
  },
  edge_runtime: { secrets: { REFRESH_DASHBOARD_TRIGGER_SECRET: "env(REFRESH_DASHBOARD_TRIGGER_SECRET)" } },
};

const add = (text: string) => addToConfig(text, WANTED_CONFIG);

const TEXTS: Record<string, string> = {
  "nothing in it": "",
  "comments and an order of its own": CONFIG,
  "no line end at its end": CONFIG.trimEnd(),
  CRLF: CONFIG.replaceAll("\n", "\r\n"),
  "a byte order mark": `\uFEFF${CONFIG}`,
  "the tables with keys of the user's": `[db.vault] # mine\nmine = "a"\n[edge_runtime.secrets]\n[functions.other]\nx = 1\n`,
  "a header of ours as its last word": `${CONFIG}[db.vault]`,
  "quoted and spaced headers": `[ "db" . 'vault' ]\nmine = "a"\n`,
  "an array of tables last": `${CONFIG}[[remotes.x]]\nday = 1979-05-27\n`,
  "arrays whose lines look like headers": `${CONFIG}x = [\n  [\n    "a",\n  ],\n]\n[db.vault]\ny = [\n["b"],\n]\n`,
  "the super-table after": "[db.seed]\nx = 1\n[db]\nport = 1\n",
};

describe.each(Object.entries(TEXTS))("a config.toml with %s", (_what, text) => {
  const added = add(text);

  it("has what the function needs, and everything else as before", () => {
    expect(parse(added.text.replace("\uFEFF", ""))).toMatchObject(WHOLE);
    let rest = added.text;
    for (const insertion of added.insertions) {
      expect(rest.split(insertion).length, insertion).toBe(2);
      rest = rest.replace(insertion, "");
    }
    expect(rest).toBe(text);
  });

  it("keeps its line ends", () => {
    if (!text.includes("\r\n")) expect(added.text).not.toContain("\r");
    else expect(added.text.replaceAll("\r\n", "")).not.toContain("\n");
  });

  it("is not changed a second time", () => {
    expect(add(added.text)).toEqual({ text: added.text, insertions: [], tables: [], conflicts: [] });
  });

  it("is as before when it is taken out again, whatever its line ends are by then", () => {
    for (const convert of [(each: string) => each, toCrlf]) {
      const current = convert(added.text);
      const rest = added.insertions.reduceRight<string | null>(
        (left, insertion) => (left === null ? null : removeFromConfig(left, insertion, WANTED_CONFIG)),
        current,
      );
      expect(rest).toBe(convert(text));
    }
  });
});

it("only what is missing is added to a table that is there", () => {
  const { text, insertions } = add("[functions.refresh-dashboard]\nverify_jwt = false\n");
  expect(insertions[0]).toBe(
    'entrypoint = "./functions/refresh-dashboard/index.ts"\nimport_map = "./functions/refresh-dashboard/deno.json"\n',
  );
  expect(text).not.toContain("enabled");
});

it("what the user has for the database and the secrets is the user's to say", () => {
  const { text, conflicts } = add('[db.vault]\nproject_url = "https://mine.example"\n');
  expect(conflicts).toEqual([]);
  expect(text).toContain('project_url = "https://mine.example"');
  expect(text).not.toContain("REFRESH_DASHBOARD_PROJECT_URL");
});

it("what cannot work is a conflict, and can be replaced without touching the rest", () => {
  const text = `[functions.other]\nverify_jwt = true\n${CONFIG}[functions.refresh-dashboard]\nverify_jwt = true # why\n`;
  const { conflicts } = add(text);
  expect(conflicts).toEqual([
    { table: ["functions", "refresh-dashboard"], key: "verify_jwt", found: true, wanted: false },
  ]);
  expect(conflicts.reduce(replaceInConfig, text)).toBe(text.replace("true # why", "false # why"));
});

it.each([
  ["inline tables", "db = { vault = { mine = 1 } }\n"],
  ["dotted keys", "[db]\nvault.mine = 1\n"],
  ["a value where a table should be", "functions = 1\n"],
  ["a header inside of a text", "x = '''\n[db.vault]\n'''\n"],
])("what is written with %s is refused, with the lines to add by hand", (_what, text) => {
  expect(() => add(text)).toThrow(
    expect.objectContaining({
      code: "config_conflict",
      detail: expect.stringContaining("[functions.refresh-dashboard]"),
    }),
  );
});

it("what is no TOML is refused, with the place", () => {
  expect(() => add(`${CONFIG}x = \n`)).toThrow(CliError);
  expect(() => add(`${CONFIG}x = \n`)).toThrow(/line 6, column \d/);
});

it("what was changed since stays", () => {
  const { text, insertions } = add(CONFIG);
  const [table = ""] = insertions;
  expect(
    removeFromConfig(text.replace("verify_jwt = false", "verify_jwt = true"), table, WANTED_CONFIG),
  ).toBeNull();
  // Without the header, the user's own line would become part of the table before.
  const withMore = text.replace("[db.vault]\n", "").replace(table, `${table}static_files = ["a"]\n`);
  expect(removeFromConfig(withMore, table, WANTED_CONFIG)).toBeNull();
});

function toCrlf(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll("\n", "\r\n");
}
