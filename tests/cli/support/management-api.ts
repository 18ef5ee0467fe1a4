// A stand-in of Supabase's Management API, as far as the Supabase CLI needs it for a deploy. The CLI itself is the real
// one, which a profile file sends here. Stricter than the real API: it knows one token and one project, and refuses
// uploads that the platform would take and a function could not run with.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { runQuery } from "./management-api-database.ts";
import { readUpload, type Upload } from "./management-api-upload.ts";

export interface ApiOptions {
  ref: string;
  /** The project's database, as the role postgres. */
  databaseUrl: string;
  /** The platform takes the function, or its secrets, into service. */
  onChange(state: { upload: Upload | null; secrets: Record<string, string> }): Promise<void>;
}

export interface ManagementApi {
  token: string;
  /** What sends the CLI here. */
  env: Record<string, string>;
  /** `POST /secrets` and the like, without the project. */
  calls: string[];
  secrets: Map<string, string>;
  upload(): Upload | null;
  stop(): Promise<void>;
}

interface Reply {
  status: number;
  body?: unknown;
}

const secretsSchema = z.array(
  z.strictObject({
    name: z.string().regex(/^(?!SUPABASE_)[A-Za-z_][A-Za-z0-9_]*$/),
    value: z.string().min(1),
  }),
);

export async function startManagementApi(options: ApiOptions): Promise<ManagementApi> {
  const token = `sbp_${createHash("sha1").update(String(performance.now())).digest("hex")}`;
  const secrets = new Map<string, string>();
  const calls: string[] = [];
  let upload: Upload | null = null;
  const changed = () => options.onChange({ upload, secrets: Object.fromEntries(secrets) });

  async function answer(request: IncomingMessage, body: Buffer): Promise<Reply> {
    const url = new URL(request.url ?? "/", "http://stand-in");
    if (request.headers.authorization !== `Bearer ${token}`)
      return { status: 401, body: { message: "Unauthorized" } };
    const [, ref, rest = ""] = /^\/v1\/projects\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
    if (ref !== options.ref)
      return { status: 403, body: { message: "Your account does not have the necessary privileges" } };
    const call = `${request.method} ${rest || "/"}`;
    calls.push(call);
    switch (call) {
      case "GET /":
        return { status: 200, body: projectOf(options.ref) };
      case "GET /secrets":
        return { status: 200, body: [...secrets].map(([name, value]) => ({ name, value: digestOf(value) })) };
      case "POST /secrets":
        for (const { name, value } of secretsSchema.parse(JSON.parse(body.toString())))
          secrets.set(name, value);
        await changed();
        return { status: 201 };
      case "DELETE /secrets":
        for (const name of z.array(z.string()).min(1).parse(JSON.parse(body.toString())))
          secrets.delete(name);
        return { status: 200 };
      case "GET /functions":
        return { status: 200, body: upload === null ? [] : [describeFunction(upload)] };
      case "POST /functions/deploy":
        upload = await readUpload(request.headers["content-type"] ?? "", body, url.searchParams);
        await changed();
        return { status: 201, body: describeFunction(upload) };
      case "GET /api-keys":
        // What `supabase link` tries the token by.
        return { status: 200, body: [keyOf("anon"), keyOf("service_role")] };
      case "POST /database/query":
        return runQuery(options.databaseUrl, JSON.parse(body.toString()));
      default:
        break;
    }
    if (request.method === "DELETE" && upload !== null && rest === `/functions/${upload.slug}`) {
      upload = null;
      return { status: 200 };
    }
    return { status: 404, body: { message: `there is no ${call} here` } };
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { status, body } = await answer(request, Buffer.concat(chunks)).catch(
      (error: unknown): Reply => ({ status: 400, body: { message: String(error) } }),
    );
    response.writeHead(status, { "content-type": "application/json" });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dir = mkdtempSync(path.join(tmpdir(), "management-api-"));
  return {
    token,
    env: {
      SUPABASE_PROFILE: writeProfile(dir, url),
      SUPABASE_ACCESS_TOKEN: token,
      SUPABASE_HOME: dir,
      SUPABASE_NO_KEYRING: "1",
      SUPABASE_TELEMETRY_DISABLED: "1",
    },
    calls,
    secrets,
    upload: () => upload,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      rmSync(dir, { recursive: true });
    },
  };
}

function writeProfile(dir: string, url: string): string {
  const file = path.join(dir, "profile.yaml");
  const profile = { name: "stand-in", api_url: url, dashboard_url: url, project_host: "localhost" };
  writeFileSync(file, JSON.stringify({ ...profile, pooler_host: "localhost" }));
  return file;
}

function projectOf(ref: string) {
  const database = {
    host: `db.${ref}.localhost`,
    version: "17.6.1",
    postgres_engine: "17",
    release_channel: "ga",
  };
  return {
    id: ref,
    ref,
    organization_id: "o",
    organization_slug: "o",
    name: "a project",
    region: "eu-central-1",
    created_at: "2026-01-01T00:00:00Z",
    status: "ACTIVE_HEALTHY",
    database,
  };
}

/** Of the old kind, which every project has. Nobody is let in with it. */
function keyOf(name: string) {
  return { name, id: name, type: "legacy", api_key: `${name} key`, prefix: "", description: null };
}

function describeFunction({ slug, metadata }: Upload) {
  return {
    id: "3c2e8b3e-7a51-4a0e-9d55-0123456789ab",
    slug,
    name: metadata.name,
    status: "ACTIVE",
    version: 1,
    created_at: 1,
    updated_at: 1,
    verify_jwt: metadata.verify_jwt,
    import_map: metadata.import_map_path !== undefined,
    entrypoint_path: metadata.entrypoint_path,
  };
}

function digestOf(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
