import { assert } from "../../base/assert.ts";
import { TwinError } from "../../base/errors.ts";

/** A class with private state says itself what of it a run changes. */
interface Saveable {
  save(): unknown;
  load(saved: never): void;
}

/** An event queue copies itself. */
interface Snapshotable {
  snapshot(): ArrayBuffer;
  restore(snapshot: ArrayBuffer): void;
}

type Fields = Record<string, unknown>;

/** A private field's declaration: such fields cannot be listed, so the text of the class is all that tells of them. */
const PRIVATE_FIELD = /^\s*(?:readonly\s+)?#\w+\s*[;:=?!]/m;

/**
 * What a run may have changed in `part`, not copied: the caller does that, once for all parts, with `structuredClone`. Plain data is
 * taken as it is, an object's public fields are followed, and whatever says for itself what is to be saved is asked. Fields named in
 * `derived` are left out. `place` names the part in messages.
 * @throws TwinError WORLD_NOT_SAVEABLE on state that nobody can read from outside
 */
export function savedState(part: unknown, place: string, derived: ReadonlySet<string> = new Set()): unknown {
  if (isSnapshotable(part)) return part.snapshot();
  if (isSaveable(part)) return checkedData(part.save(), place);
  if (!isObject(part) || isColumn(part) || Array.isArray(part) || part instanceof Map || part instanceof Set)
    return checkedData(part, place);
  if (!isPlain(part) && PRIVATE_FIELD.test(String(part.constructor))) refuse(part, place);
  const fields: Fields = {};
  for (const [name, value] of Object.entries(part))
    if (!derived.has(name)) fields[name] = savedState(value, `${place}.${name}`);
  return fields;
}

/** Puts back into `holder[name]` what `savedState` took from there; objects and columns stay the same, their contents change. */
function loadField(holder: Fields, name: string, saved: unknown, place: string): void {
  const part = holder[name];
  if (isSnapshotable(part)) part.restore(saved as ArrayBuffer);
  else if (isSaveable(part)) part.load(saved as never);
  else if (isColumn(part)) fillColumn(part, saved as ArrayLike<number>, place);
  else if (isObject(part) && isObject(saved) && isFollowed(part)) loadState(part as Fields, saved as Fields, place);
  else if (Array.isArray(part)) part.splice(0, part.length, ...(saved as readonly unknown[]));
  // Parameters that nobody governs are frozen, and the same.
  else if (holder[name] !== saved) holder[name] = saved;
}

/** Puts back into `part` what `savedState` took from it; fields in `derived` stay. */
export function loadState(
  part: object,
  saved: Readonly<Fields>,
  place: string,
  derived: ReadonlySet<string> = new Set(),
): void {
  const holder = part as Fields;
  for (const name of Object.keys(holder)) if (!derived.has(name) && !(name in saved)) delete holder[name];
  for (const [name, value] of Object.entries(saved)) loadField(holder, name, value, `${place}.${name}`);
}

/** Makes a record's contents those of another. */
export function refill<T>(record: Record<string, T>, saved: Readonly<Record<string, T>>): void {
  for (const key of Object.keys(record)) delete record[key];
  Object.assign(record, saved);
}

/** Saved data must survive copying: no object of a class, no function, anywhere in it. */
function checkedData(data: unknown, place: string): unknown {
  if (typeof data === "function") refuse(data, place);
  if (!isObject(data) || isColumn(data) || data instanceof ArrayBuffer) return data;
  if (Array.isArray(data) || data instanceof Set) for (const item of data) checkedData(item, `${place}[]`);
  else if (data instanceof Map) {
    for (const [key, value] of data) {
      checkedData(key, `${place}<key>`);
      checkedData(value, `${place}<value>`);
    }
  } else if (!isPlain(data)) refuse(data, place);
  else for (const [name, value] of Object.entries(data)) checkedData(value, `${place}.${name}`);
  return data;
}

function fillColumn(column: Column, saved: ArrayLike<number>, place: string): void {
  assert(column.length === saved.length, `${place} has ${column.length} entries, the snapshot ${saved.length}`);
  column.set(saved);
}

function refuse(value: object, place: string): never {
  throw new TwinError("WORLD_NOT_SAVEABLE", "this state cannot be saved", {
    field: place,
    value: typeof value === "function" ? "a function" : `an object of class ${value.constructor.name}`,
    expected: "plain data, public fields, or a class with save() and load()",
  });
}

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

function isColumn(value: unknown): value is Column {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether `savedState` took the object field by field. */
function isFollowed(value: object): boolean {
  return !Array.isArray(value) && !(value instanceof Map) && !(value instanceof Set);
}

function isSaveable(value: unknown): value is Saveable {
  return isObject(value) && "save" in value && "load" in value;
}

function isSnapshotable(value: unknown): value is Snapshotable {
  return isObject(value) && "snapshot" in value && "restore" in value;
}
