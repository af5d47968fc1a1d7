import type { ParamSpec, ParamTable } from "../base/param-spec.ts";
import { parseQuantity } from "../base/units.ts";
import { PROTOCOL_DEFAULTS, PROTOCOL_PARAMS, type ProtocolParams } from "../protocol/params.ts";
import type { RunManifest } from "../scenarios/result.ts";

/** The protocol's parameters as they were in the run: the defaults, and over them what the manifest lists as changed. */
export function paramsInForce(manifest: RunManifest): ProtocolParams {
  const table: ParamTable = PROTOCOL_PARAMS;
  const changed: Record<string, number | string | boolean> = {};
  for (const { path, value } of manifest.changedParams) {
    const name = path.replace(/^params\./, "");
    const spec = table[name];
    const read = spec === undefined ? undefined : readValue(spec, value);
    if (read !== undefined) changed[name] = read;
  }
  return Object.freeze({ ...PROTOCOL_DEFAULTS, ...changed });
}

/** The value of `text` in base units; undefined where it is not of the parameter's kind (the loader has refused such a run). */
function readValue(spec: ParamSpec, text: string): number | string | boolean | undefined {
  if (spec.kind === "choice") return text;
  if (spec.kind === "flag") return text === "true";
  const bare = spec.kind !== "duration" && text.trim() !== "" && Number.isFinite(Number(text));
  return parseQuantity(spec.kind, bare ? Number(text) : text) ?? parseQuantity(spec.kind, text);
}
