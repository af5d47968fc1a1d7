/**
 * `node notebooks/start-page.ts FILE`: runs a page's cells. Inside the project `twinlight`, `twinlight/notebook` and the other public names of package.json lead to the
 * sources they are built from, so that a page runs here as it does where the package is installed. Not by `--import`, which the threads of a preview would inherit.
 */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const ROOT = new URL("../", import.meta.url);
const { name, exports } = JSON.parse(readFileSync(new URL("package.json", ROOT), "utf8"));

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const source = sourceOf(specifier);
    return source === undefined
      ? nextResolve(specifier, context)
      : { url: new URL(source, ROOT).href, shortCircuit: true };
  },
});

await import(pathToFileURL(process.argv[2]).href);

/** The source behind a public name, from the project's folder; undefined where it is none of package.json's. */
function sourceOf(specifier: string): string | undefined {
  if (specifier !== name && !specifier.startsWith(`${name}/`)) return undefined;
  const wanted = `.${specifier.slice(name.length)}`;
  for (const [pattern, target] of Object.entries<string | { readonly default: string }>(exports)) {
    const [head, tail] = pattern.split("*");
    const matches = tail === undefined ? wanted === pattern : wanted.startsWith(head) && wanted.endsWith(tail);
    if (!matches) continue;
    const filled = tail === undefined ? "" : wanted.slice(head.length, wanted.length - tail.length);
    const file = (typeof target === "string" ? target : target.default).replace("*", filled);
    return file.replace(/^\.\/dist\//, "./").replace(/\.js$/, ".ts");
  }
  return undefined;
}
