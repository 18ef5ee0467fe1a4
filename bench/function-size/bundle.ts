// The function as one file: what a bundler makes of index.ts and of all that it imports.
import { build } from "esbuild";

export interface Bundle {
  bytes: number;
  /** Bytes of each package in it, and of the function itself. */
  parts: Record<string, number>;
}

/** Bundles a function's entry, minified, and writes it to `outfile`. */
export async function bundleFunction(entry: string, outfile: string): Promise<Bundle> {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    metafile: true,
    logLevel: "error",
  });
  const [output] = Object.values(metafile.outputs);
  if (output === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  const parts: Record<string, number> = {};
  for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? "the function itself";
    parts[name] = (parts[name] ?? 0) + bytesInOutput;
  }
  return { bytes: output.bytes, parts };
}
