// What pg_net and Vault do, as far as anything of ours relies on it: the same whether the server has the real ones
// (STACK_PG_BIN) or the stand-ins, which may be stricter and never kinder.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  readConfig,
  type StackConfig,
  stackEnv,
  startPostgres,
  stopPostgres,
  up,
} from "../../stack/index.ts";
import { eventually } from "../support/eventually.ts";
import { makeStack, quiet, removeStack } from "./support/throwaway-stack.ts";

let config: StackConfig;
let sql: Sql;
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  if (pathname === "/never") return;
  response.writeHead(pathname === "/gone" ? 410 : 200, { "content-type": "text/plain" });
  response.end(pathname === "/empty" ? "" : `${request.method} ${request.headers["x-mark"] ?? ""}`);
});
const serverUrl = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { dir, ports, repoDir } = await makeStack();
  const projectDir = path.join(dir, "project");
  mkdirSync(projectDir);
  execFileSync(path.join(repoDir, "node_modules", ".bin", "supabase"), ["init"], { cwd: projectDir });
  config = readConfig({
    STACK_PORT: String(ports.gateway),
    STACK_DIR: dir,
    STACK_PROJECT_DIR: projectDir,
  });
  await up(config, quiet);
  sql = connect();
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await sql.end();
  await removeStack(config);
});

const connect = () => postgres(stackEnv(config).SUPABASE_DB_URL, { max: 2, onnotice: quiet });

/** The URL as it is queued, or the error. Nothing is sent. */
const enqueue = (url: string, params: postgres.JSONValue = {}): Promise<string> =>
  sql
    .begin(async (transaction) => {
      await transaction`select net.http_get(${url}, ${sql.json(params)})`;
      const [queued] = await transaction`select url from net.http_request_queue order by id desc limit 1`;
      throw Object.assign(new Error("rolled back"), { queued: queued?.url });
    })
    .catch((error) => error.queued ?? `${error.code} ${error.message}`);

async function send(url: string, timeoutMs = 5000) {
  const [request] = await sql<[{ id: string }]>`
    select net.http_post(${url}, '{}', '{}', '{"x-mark": "here"}', ${timeoutMs})::text as id`;
  const [answer] = await eventually(
    "the answer",
    () => sql`select * from net._http_response where id = ${request.id}`,
    (rows) => rows.length === 1,
  );
  return { request, answer };
}

describe("pg_net", () => {
  it.each([
    ["http://a.b", "http://a.b/"],
    ["http://a.b?x=1", "http://a.b/?x=1"],
    ["HTTPS://a.b:65535/x#end", "https://a.b:65535/x#end"],
    ["http://a.b:/x?", "http://a.b/x"],
    ["http:/a.b/x", "http://a.b/x"],
    ["http://u:p@[::1]:80/x", "http://u:p@[::1]:80/x"],
  ])("queues %s as %s", async (url, queued) => {
    expect(await enqueue(url)).toBe(queued);
  });

  it("puts parameters before a fragment, escaped, and leaves out those that are null", async () => {
    const queued = await enqueue("http://a.b/x?y=1#end", { q: "a b", none: null });
    expect(queued).toBe("http://a.b/x?y=1&q=a%20b#end");
  });

  it.each([
    ["", "Bad scheme"],
    ["not a url", "Bad scheme"],
    [" http://a.b/", "Bad scheme"],
    ["kong:8000/x", "Unsupported URL scheme"],
    ["http:a.b", "Unsupported number of slashes following scheme"],
    ["http://", "No host part in the URL"],
    ["http://:80/", "No host part in the URL"],
    ["http://a.b:99999/", "Port number was not a decimal number between 0 and 65535"],
    ["http://a.b:8o/", "Port number was not a decimal number between 0 and 65535"],
    ["http://[gg]/", "Bad IPv6 address"],
    ["http://a b/", "Bad hostname"],
    ["http://a!b/", "Bad hostname"],
    ["http://a.b ", "Bad hostname"],
    ["http://a.b/\n", "Bad path"],
    ["http://a.b/?a b", "Bad query"],
  ])("refuses %j in the caller's transaction, with the whole URL in the text: %s", async (url, reason) => {
    expect(await enqueue(url)).toBe(`XX000 invalid URL "${url}": ${reason}`);
  });

  it("refuses a URL that is null, a body that is not JSON by its header, and a method it does not know", async () => {
    await expect(sql`select net.http_get(null)`).rejects.toMatchObject({ code: "23502" });
    await expect(
      sql`select net.http_post(${serverUrl()}, headers => '{"Content-Type": "text/plain"}')`,
    ).rejects.toMatchObject({ code: "P0001" });
    await expect(
      sql`insert into net.http_request_queue (method, url, timeout_milliseconds) values ('put', 'http://a.b/', 1)`,
    ).rejects.toMatchObject({ code: "23514" });
  });

  it("keeps an answer with its body; an empty body is null", async () => {
    expect((await send(`${serverUrl()}/gone`)).answer).toMatchObject({
      status_code: 410,
      content_type: "text/plain",
      content: "POST here",
      timed_out: false,
      error_msg: null,
    });
    expect((await send(`${serverUrl()}/empty`)).answer).toMatchObject({ status_code: 200, content: null });
  });

  it("keeps a timeout as a row without a status", async () => {
    expect((await send(`${serverUrl()}/never`, 200)).answer).toMatchObject({
      status_code: null,
      content: null,
      headers: null,
      timed_out: true,
      error_msg: expect.stringMatching(
        /^Timeout of 200 ms reached\. Total time: \d+\.\d{6} ms \(DNS time: .* ms, TCP\/SSL handshake time: .* ms, HTTP Request\/Response time: .* ms\)$/,
      ),
    });
  });

  it("keeps a failure in the words of the server's curl, of which there are two", async () => {
    for (const attempt of [1, 2]) {
      const { answer } = await send(`http://127.0.0.1:1/${attempt}`);
      expect(answer).toMatchObject({ status_code: null, timed_out: false });
      expect(answer?.error_msg).toMatch(/^(Couldn't|Could not) connect to server$/);
    }
    const { answer } = await send("ftp://127.0.0.1/");
    expect(answer).toMatchObject({ status_code: null, timed_out: false, error_msg: "Unsupported protocol" });
  });

  it("shows no answer of a batch before its slowest, and dates them all from its beginning", async () => {
    const rows = await sql.begin(
      (transaction) => transaction<{ id: string }[]>`
        select net.http_get(url, timeout_milliseconds => 1500)::text as id
        from unnest(array[${`${serverUrl()}/never`}, ${`${serverUrl()}/quick`}]) as url`,
    );
    const ids = rows.map(({ id }) => id);
    const answers = await eventually(
      "both answers",
      () => sql`
        select created from net._http_response where id = any (${ids}::bigint[])`,
      (found) => {
        expect(found.length).not.toBe(1);
        return found.length === 2;
      },
    );
    expect(answers[0]?.created).toEqual(answers[1]?.created);
  });

  it("has forgotten everything after a crash, and begins its ids anew", async () => {
    await send(`${serverUrl()}/quick`);
    await sql.end();
    await stopPostgres(config, "immediate", quiet);
    await startPostgres(config);
    sql = connect();
    const [left] = await sql`
      select (select count(*) from net._http_response) + (select count(*) from net.http_request_queue) as rows`;
    expect(left?.rows).toBe("0");
    await eventually(
      "pg_net at work",
      () => sql`select net.check_worker_is_up()`.catch(() => undefined),
      (answer) => answer !== undefined,
      { deadlineMs: 20_000 },
    );
    expect((await send(`${serverUrl()}/quick`)).request.id).toBe("1");
  });
});

describe("Vault", () => {
  const read = (name: string) => sql`
    select name, description, decrypted_secret, secret <> decrypted_secret as "isEncrypted"
    from vault.decrypted_secrets where name = ${name}`;

  it("keeps a secret encrypted, and changes it in place", async () => {
    const [row] = await sql`select vault.create_secret('ünïque', 'kept', 'what for') as id`;
    expect(await read("kept")).toMatchObject([
      { description: "what for", decrypted_secret: "ünïque", isEncrypted: true },
    ]);
    await sql`select vault.update_secret(${row?.id}, '')`;
    expect(await read("kept")).toMatchObject([{ description: "what for", decrypted_secret: "" }]);
  });

  it("refuses a name that is taken, and changes nothing for an id that is not there", async () => {
    await sql`select vault.create_secret('first', 'twice')`;
    await expect(sql`select vault.create_secret('second', 'twice')`).rejects.toMatchObject({ code: "23505" });
    await sql`select vault.update_secret(gen_random_uuid(), 'third', 'twice')`;
    expect(await read("twice")).toMatchObject([{ decrypted_secret: "first" }]);
  });

  it("lets postgres and service_role read and delete, none of the others, and nobody write past its functions", async () => {
    const as = (role: string, statement: string) =>
      sql
        .begin(async (transaction) => {
          await transaction.unsafe(`set local role ${role}`);
          await transaction.unsafe(statement);
          return "done";
        })
        .catch((error) => error.code);
    const answers = await Promise.all(
      ["postgres", "service_role", "authenticated", "anon"].map(async (role) => [
        role,
        await as(role, "select decrypted_secret from vault.decrypted_secrets"),
        await as(role, "select vault.create_secret('x')"),
        await as(role, "delete from vault.secrets where name = 'none'"),
        await as(role, "insert into vault.secrets (secret) values ('plain')"),
        await as(role, "update vault.secrets set secret = 'plain' where name = 'none'"),
      ]),
    );
    expect(answers).toEqual([
      ["postgres", "done", "done", "done", "42501", "42501"],
      ["service_role", "done", "done", "done", "42501", "42501"],
      ["authenticated", "42501", "42501", "42501", "42501", "42501"],
      ["anon", "42501", "42501", "42501", "42501", "42501"],
    ]);
  });
});
