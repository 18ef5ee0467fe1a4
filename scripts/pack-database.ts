// npm run build:archive: dist/database/ as one compressed file, which is what the package has of it. The install and the
// upgrades repeat each other further apart than a tarball's compression can see, and each release adds an upgrade.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const from = "dist/database";
const to = "dist/database.json.br";

const files = readdirSync(from, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(from, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
  .sort();
const texts = Object.fromEntries(files.map((file) => [file, readFileSync(path.join(from, file), "utf8")]));
const archive = brotliCompressSync(JSON.stringify(texts), {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  },
});
writeFileSync(to, archive);
console.log(`${to}: ${files.length} files, ${archive.length} bytes`);
