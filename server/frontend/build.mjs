// Bundles the style sheet and the scripts of the pages into ../static/dist.
//
// Nothing in the result loads from elsewhere or needs an inline style or script, so the pages keep
// a strict Content-Security-Policy. The licences of everything bundled are gathered in LICENSES.txt.

import { build } from "esbuild";
import { readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const finished = join(here, "..", "static", "dist");
const fresh = `${finished}.new`;

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  outdir: fresh,
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
};

await rm(fresh, { recursive: true, force: true });
const results = [
  await build({
    ...common,
    entryPoints: ["app", "sparql", "bpmn", "graph"].map((name) => `src/${name}.js`),
    format: "esm",
    splitting: true,
    chunkNames: "chunk-[hash]",
  }),
  // A classic script: it runs before the first paint, so that a chosen theme never flashes.
  await build({ ...common, entryPoints: ["src/theme.js"], format: "iife" }),
  await build({ ...common, entryPoints: ["src/app.css"] }),
];
await writeFile(join(fresh, "LICENSES.txt"), await licences(results));
await rm(finished, { recursive: true, force: true });
await rename(fresh, finished);

async function licences(bundles) {
  const inputs = bundles.flatMap((result) => Object.keys(result.metafile.inputs));
  const packages = new Set(
    inputs
      .map((path) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path))
      .filter(Boolean)
      .map((match) => match[0]),
  );
  const sections = [];
  for (const folder of [...packages].sort()) {
    const about = JSON.parse(await readFile(join(here, folder, "package.json"), "utf8"));
    const files = await readdir(join(here, folder));
    const file = files.find((name) => /^licen[cs]e/i.test(name));
    const text = file ? await readFile(join(here, folder, file), "utf8") : `${about.license}\n`;
    sections.push(`${about.name} ${about.version}\n${"-".repeat(72)}\n${text.trim()}\n`);
  }
  return `Software in this folder, and the licences it comes under.\n\n${sections.join("\n\n")}`;
}
