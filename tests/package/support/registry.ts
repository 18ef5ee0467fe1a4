// A stand-in of npm's registry that has one package more: the tarball. What package-lock.json of this repository names is
// given in that version, so that a newer Supabase CLI does not change what is tested; all else, and every other tarball, is
// sent on to the registry that npm is set up for.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { findRepository } from "../../../stack/index.ts";
import type { Tarball } from "./package.ts";

export interface Registry {
  url: string;
  /** Names of packages that were asked for and are given here. */
  given: Set<string>;
  stop(): Promise<void>;
}

interface Release {
  name: string;
  version: string;
  /** Of the tarball. */
  integrity: string;
  /** What a packument has of a package.json. */
  manifest: object;
}

export async function startRegistry({ file }: Tarball): Promise<Registry> {
  const upstream = readUpstream();
  const tarball = readFileSync(file);
  const own = ofTarball(file, tarball);
  const releases = new Map([...ofLock(), own].map((release) => [release.name, release]));
  const given = new Set<string>();
  const server = createServer((request, response) => {
    const address = decodeURIComponent(request.url ?? "/");
    const asked = releases.get(address.slice(1));
    if (asked !== undefined) {
      given.add(asked.name);
      const packument = packumentOf(asked, `http://${request.headers.host}`);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(packument));
    } else if (address === tarballPath(own)) {
      response.writeHead(200, { "content-type": "application/octet-stream" }).end(tarball);
    } else {
      response.writeHead(307, { location: `${upstream}${request.url}` }).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    given,
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Without a slash at its end. */
function readUpstream(): string {
  return execFileSync("npm", ["config", "get", "registry"], { cwd: findRepository(), encoding: "utf8" })
    .trim()
    .replace(/\/$/, "");
}

function ofTarball(file: string, bytes: Buffer): Release {
  const text = execFileSync("tar", ["-xzOf", file, "package/package.json"], { encoding: "utf8" });
  const manifest = JSON.parse(text);
  const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  return { name: manifest.name, version: manifest.version, integrity, manifest };
}

/** The ones at the top: where there are several versions of one package, the others are for other packages alone. */
function ofLock(): Release[] {
  const lock = JSON.parse(readFileSync(path.join(findRepository(), "package-lock.json"), "utf8"));
  return Object.entries<{ version: string; integrity?: string }>(lock.packages).flatMap(
    ([place, manifest]) => {
      const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(place)?.[1];
      const { version, integrity } = manifest;
      return name && integrity ? [{ name, version, integrity, manifest }] : [];
    },
  );
}

const tarballPath = ({ name, version }: Release) => `/${name}/-/${path.posix.basename(name)}-${version}.tgz`;

function packumentOf(release: Release, origin: string): object {
  const { name, version, integrity, manifest } = release;
  const dist = { integrity, tarball: `${origin}${tarballPath(release)}` };
  return {
    name,
    "dist-tags": { latest: version },
    versions: { [version]: { ...manifest, name, version, dist } },
  };
}
