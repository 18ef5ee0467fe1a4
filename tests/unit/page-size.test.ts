// What the page weighs as it is sent: its limits are those of a phone on a bad connection.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

const KIB = 1024;
const dir = mkdtempSync(path.join(tmpdir(), "refresh-dashboard-page-size-"));

beforeAll(
  () =>
    build({
      configFile: path.resolve(import.meta.dirname, "../../page/vite.config.ts"),
      logLevel: "silent",
      build: { outDir: dir, emptyOutDir: true },
    }),
  120_000,
);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const sizeOf = (file: string): number => gzipSync(readFileSync(path.join(dir, file)), { level: 9 }).length;
const sum = (files: string[]): number => files.reduce((total, file) => total + sizeOf(file), 0);
const all = () =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)));

test("the first view is at most 60 KiB compressed", () => {
  const html = readFileSync(path.join(dir, "index.html"), "utf8");
  const named = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file = ""]) => file);
  expect(named.some((file) => file.endsWith(".js"))).toBe(true);
  expect(named.filter((file) => /uplot|cronstrue|rooms/.test(file))).toEqual([]);
  expect(sum(["index.html", "config.json", ...named])).toBeLessThanOrEqual(60 * KIB);
});

test("all of it is at most 90 KiB compressed", () => {
  expect(sum(all())).toBeLessThanOrEqual(90 * KIB);
});

test("nothing in it is a script or a style within the document, which its policy forbids", () => {
  const html = readFileSync(path.join(dir, "index.html"), "utf8");
  expect(html).toMatch(/Content-Security-Policy/);
  expect(html).not.toMatch(/<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=/i);
});
