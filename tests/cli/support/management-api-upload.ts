// The upload of a function, as `functions deploy --use-api` sends it.
import path from "node:path";
import { z } from "zod";

const metadataSchema = z.strictObject({
  name: z.string(),
  entrypoint_path: z.string(),
  import_map_path: z.string().optional(),
  static_patterns: z.array(z.string()).max(0),
  verify_jwt: z.boolean(),
});

export interface Upload {
  slug: string;
  metadata: z.infer<typeof metadataSchema>;
  /** By their paths below the project. */
  files: Map<string, string>;
}

/** Throws where it is not whole: every file that another imports has to be there. */
export async function readUpload(contentType: string, body: Buffer, query: URLSearchParams): Promise<Upload> {
  if (!contentType.startsWith("multipart/form-data; boundary="))
    throw new Error(`content type ${contentType}`);
  const form = await new Response(new Uint8Array(body), {
    headers: { "content-type": contentType },
  }).formData();
  const metadata = metadataSchema.parse(JSON.parse(String(form.get("metadata"))));
  const slug = z.string().parse(query.get("slug"));
  if (metadata.name !== slug) throw new Error(`metadata of ${metadata.name} for ${slug}`);
  const files = new Map<string, string>();
  for (const file of form.getAll("file")) {
    if (typeof file === "string") throw new Error("a file without a name");
    if (
      path.isAbsolute(file.name) ||
      path.posix.normalize(file.name) !== file.name ||
      file.name.startsWith("..")
    )
      throw new Error(`the path ${file.name}`);
    if (files.has(file.name)) throw new Error(`${file.name} twice`);
    files.set(file.name, await file.text());
  }
  for (const needed of [metadata.entrypoint_path, metadata.import_map_path ?? metadata.entrypoint_path])
    if (!files.has(needed)) throw new Error(`${needed} is not among the files`);
  for (const [name, text] of files) requireImports(name, text, files);
  return { slug, metadata, files };
}

function requireImports(name: string, text: string, files: Map<string, string>): void {
  for (const [, imported = ""] of text.matchAll(/^(?:import|export)\b[^"';]*["'](\.{1,2}\/[^"']+)["']/gm)) {
    const target = path.posix.join(path.posix.dirname(name), imported);
    if (!files.has(target)) throw new Error(`${name} imports ${target}, which is not among the files`);
  }
}
