import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { type Located, mergeLocated, type Place } from "./located.ts";
import { expectedName } from "./nearest-name.ts";
import { scenarioError } from "./problems.ts";
import { locateYamlFile } from "./yaml-source.ts";

const CASES_DIR = join(import.meta.dirname, "cases");

type LocatedMap = Located & { readonly kind: "map" };

/** A scenario file with all that it extends merged into it; `extends` itself is gone. */
export interface MergedSource {
  /** The file's name without its ending: the scenario's name. */
  readonly name: string;
  readonly root: Located;
  /** The files that took part, the scenario's own first, as messages show them. */
  readonly files: readonly string[];
}

/** Who asked for a file, for the message when it is not there. */
interface Asked {
  readonly text: string;
  readonly field: string;
  readonly place: Place;
}

/** Names of the scenarios that come with Twinlight, in alphabetical order. */
export function caseNames(): readonly string[] {
  return readdirSync(CASES_DIR)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort();
}

/**
 * Reads a scenario by path, or by the name of a case, and lays it on what it extends.
 * @throws ScenarioError SCENARIO_FILE_MISSING, SCENARIO_EXTENDS_CYCLE, and those of `locateYamlFile`
 */
export function readScenario(pathOrCase: string): MergedSource {
  const asked: Asked = { text: pathOrCase, field: "SCENARIO", place: { file: pathOrCase } };
  const path = existsSync(pathOrCase) ? resolve(pathOrCase) : located(pathOrCase, process.cwd());
  const shown = path === resolve(pathOrCase) ? pathOrCase : shownPath(path);
  const files: string[] = [];
  const root = merged({ path, shown, asked }, [], files);
  return { name: basename(path).replace(/\.ya?ml$/, ""), root, files };
}

interface FileLink {
  readonly path: string;
  readonly shown: string;
  readonly asked: Asked;
}

function merged(link: FileLink, below: readonly FileLink[], files: string[]): Located {
  const chain = [...below, link];
  if (below.some(({ path }) => path === link.path)) throwCycle(chain);
  if (!isFile(link.path)) throwMissing(link);
  files.push(link.shown);
  const own = locateYamlFile(readFileSync(link.path, "utf8"), link.shown);
  const parent = own.entries.get("extends");
  if (parent === undefined) return own;
  const rest: LocatedMap = { ...own, entries: new Map([...own.entries].filter(([key]) => key !== "extends")) };
  const asked: Asked = { text: textOf(parent.node), field: "extends", place: parent.node.place };
  const path = located(asked.text, dirname(link.path));
  return mergeLocated(merged({ path, shown: shownPath(path), asked }, chain, files), rest);
}

/** `extends` must be one name; a list of parents would need an order that nobody reads. */
function textOf(node: Located): string {
  if (node.kind === "scalar" && typeof node.value === "string" && node.value !== "") return node.value;
  const value = node.kind === "scalar" ? node.value : node.kind;
  const expected = "one case name such as lantern-phase2, or a path relative to this file";
  const facts = { ...node.place, field: "extends", value, expected };
  throw scenarioError([{ code: "SCENARIO_VALUE", problem: "not a scenario's name", facts }]);
}

/** A text with a slash or a YAML ending is a path from `folder`, any other the name of a case. */
function located(text: string, folder: string): string {
  const isPath = /[/\\]|\.ya?ml$/.test(text);
  return isPath ? resolve(folder, text) : join(CASES_DIR, `${text}.yaml`);
}

/** As a reader of messages finds it from where the command runs. */
function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") || isAbsolute(fromHere) ? path : fromHere;
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function throwCycle(chain: readonly FileLink[]): never {
  const { asked } = chain[chain.length - 1]!;
  const circle = chain.map(({ shown }) => basename(shown)).join(" -> ");
  const expected = `a scenario outside the circle ${circle}`;
  const facts = { ...asked.place, field: asked.field, value: asked.text, expected };
  throw scenarioError([{ code: "SCENARIO_EXTENDS_CYCLE", problem: "extends runs in a circle", facts }]);
}

function throwMissing({ asked, shown }: FileLink): never {
  const expected = `an existing YAML file, or a case: ${expectedName(asked.text, caseNames())}`;
  const facts = { ...asked.place, field: asked.field, value: asked.text, expected };
  throw scenarioError([{ code: "SCENARIO_FILE_MISSING", problem: `no file ${shown}`, facts }]);
}
