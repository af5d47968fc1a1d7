/** Where a piece of a scenario stands: in a file, or in a flag of the command line. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The flag that set it, e.g. `--set chain.cohort`. */
  readonly flag?: string;
}

export type Scalar = string | number | boolean | null;

/** A YAML value whose every part knows its place, so that merged scenarios can name the file and line of each value. */
export type Located =
  | { readonly kind: "scalar"; readonly value: Scalar; readonly source: string; readonly place: Place }
  | { readonly kind: "list"; readonly items: readonly Located[]; readonly place: Place }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, LocatedEntry>; readonly place: Place };

export interface LocatedEntry {
  readonly keyPlace: Place;
  readonly node: Located;
}

export type FieldPath = readonly (string | number)[];

/** The value without its places. */
export function plainValue(node: Located): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plainValue);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plainValue(entry.node)]));
}

/** The entry at `path`, or `undefined` where nothing stands. */
export function entryAt(root: Located, path: FieldPath): LocatedEntry | undefined {
  let entry: LocatedEntry | undefined = { keyPlace: root.place, node: root };
  for (const segment of path) {
    if (entry === undefined) return undefined;
    const { node }: LocatedEntry = entry;
    if (node.kind === "map") entry = node.entries.get(String(segment));
    else if (node.kind === "list") {
      const item: Located | undefined = node.items[Number(segment)];
      entry = item && { keyPlace: item.place, node: item };
    } else return undefined;
  }
  return entry;
}

/** The place of the value at `path`; where nothing stands, of the nearest enclosing field. */
export function placeAt(root: Located, path: FieldPath): Place {
  for (let length = path.length; length > 0; length--) {
    const entry = entryAt(root, path.slice(0, length));
    // A map's own position is its first field; its key says better where it begins.
    if (entry !== undefined) return entry.node.kind === "map" ? entry.keyPlace : entry.node.place;
  }
  return root.place;
}

/**
 * `over` laid on `base`: maps merge field by field, all else replaces. A map that names its `distribution` replaces too, since the
 * fields of another distribution mean nothing in it.
 */
export function mergeLocated(base: Located, over: Located): Located {
  if (base.kind !== "map" || over.kind !== "map" || over.entries.has("distribution")) return over;
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const below = entries.get(key);
    const node = below === undefined ? entry.node : mergeLocated(below.node, entry.node);
    entries.set(key, { keyPlace: entry.keyPlace, node });
  }
  return { kind: "map", entries, place: over.place };
}

/**
 * A copy of `root` with `value` at `path`; maps on the way are made, a scalar on the way gives way to a map. A list takes an index
 * that exists or its length (appends).
 * @returns `undefined` where the path asks a list for another index
 */
export function withValueAt(root: Located | undefined, path: FieldPath, value: Located): Located | undefined {
  const [segment, ...rest] = path;
  if (segment === undefined) return value;
  if (root?.kind === "list") {
    const index = /^\d+$/.test(String(segment)) ? Number(segment) : -1;
    if (index < 0 || index > root.items.length) return undefined;
    const item = withValueAt(root.items[index], rest, value);
    return (
      item && {
        kind: "list",
        items: [...root.items.slice(0, index), item, ...root.items.slice(index + 1)],
        place: root.place,
      }
    );
  }
  const entries = new Map(root?.kind === "map" ? root.entries : []);
  const below = entries.get(String(segment));
  const node = withValueAt(below?.node, rest, value);
  if (node === undefined) return undefined;
  entries.set(String(segment), { keyPlace: below?.keyPlace ?? value.place, node });
  return { kind: "map", entries, place: root?.place ?? value.place };
}

/** A dotted path as errors show it: `population.attackers.0.strategy`. */
export function pathText(path: FieldPath): string {
  return path.join(".");
}
