import anchor from "@coral-xyz/anchor";
import { PublicKey } from "@solana/web3.js";

/** A field as this project holds it: u64 and i64 are `bigint`, byte arrays `Uint8Array`, keys `PublicKey`. */
export type WireValue =
  | bigint
  | number
  | boolean
  | PublicKey
  | Uint8Array
  | readonly bigint[]
  | readonly Uint8Array[]
  | readonly PublicKey[];
/** Fields by name, in camelCase; the IDL has them in snake_case. */
export type WireFields = Readonly<Record<string, WireValue>>;

/** Fields as Anchor's coder takes them: snake_case, `BN` for 64-bit integers, plain arrays for bytes. */
export function toAnchor(fields: WireFields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [snakeCase(name), valueToAnchor(value)]));
}

/** Fields that Anchor's coder returned, as this project holds them. */
export function fromAnchor(fields: Readonly<Record<string, unknown>>): WireFields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [camelCase(name), valueFromAnchor(value)]));
}

function valueToAnchor(value: WireValue): unknown {
  if (typeof value === "bigint") return new anchor.BN(value.toString());
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof PublicKey || typeof value !== "object") return value;
  return value.map(valueToAnchor);
}

function valueFromAnchor(value: unknown): WireValue {
  if (anchor.BN.isBN(value)) return BigInt((value as anchor.BN).toString());
  if (value instanceof PublicKey || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value) && value.every((item) => typeof item === "number")) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(valueFromAnchor) as readonly bigint[] | readonly Uint8Array[];
  throw new TypeError(`a field type that no program of this project uses: ${typeof value}`);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
