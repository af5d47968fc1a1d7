import type { Idl } from "@coral-xyz/anchor";
import { PublicKey } from "@solana/web3.js";
import { assert } from "../../base/assert.ts";
import type { WireFields, WireValue } from "./wire.ts";

type IdlField = NonNullable<Idl["instructions"][number]["args"]>[number];
type IdlType = IdlField["type"];

/** A message that is being written: the same bytes, seen twice. */
interface Draft {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Reads and writes one type at a place in a message. */
interface FieldCodec {
  /** Bytes that `value` takes. */
  readonly size: (value: WireValue) => number;
  /** Writes at `at`. */
  readonly write: (into: Draft, at: number, value: WireValue) => void;
  /** Reads at `at`; absent for types that no event has. */
  readonly read?: (from: DataView, at: number) => WireValue;
}

const isBytes = (value: WireValue, length: number): value is Uint8Array =>
  value instanceof Uint8Array && value.length === length;

function scalar(
  bytes: number,
  read: (from: DataView, at: number) => number,
  write: (into: DataView, at: number, value: number) => void,
): FieldCodec {
  return {
    size: () => bytes,
    read,
    write: (into, at, value) => {
      assert(typeof value === "number", "a field of up to 32 bits is a number");
      write(into.view, at, value);
    },
  };
}

function scalar64(signed: boolean): FieldCodec {
  return {
    size: () => 8,
    read: (from, at) => (signed ? from.getBigInt64(at, true) : from.getBigUint64(at, true)),
    write: (into, at, value) => {
      assert(typeof value === "bigint", "a field of 64 bits is a bigint");
      assert(value === (signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)), "it fits into 64 bits");
      if (signed) into.view.setBigInt64(at, value, true);
      else into.view.setBigUint64(at, value, true);
    },
  };
}

/** A copy. Asserts that the message is long enough. */
function take(from: DataView, at: number, length: number): Uint8Array {
  assert(at + length <= from.byteLength, "the message ends early");
  return new Uint8Array(from.buffer, from.byteOffset + at, length).slice();
}

const PUBKEY: FieldCodec = {
  size: () => 32,
  read: (from, at) => new PublicKey(take(from, at, 32)),
  write: (into, at, value) => {
    assert(value instanceof PublicKey, "a key is a PublicKey");
    into.bytes.set(value.toBytes(), at);
  },
};
const BOOL: FieldCodec = {
  size: () => 1,
  read: (from, at) => {
    const flag = from.getUint8(at);
    assert(flag <= 1, "a flag is 0 or 1");
    return flag === 1;
  },
  write: (into, at, value) => {
    assert(typeof value === "boolean", "a flag is a boolean");
    into.bytes[at] = value ? 1 : 0;
  },
};
const SCALARS: ReadonlyMap<IdlType, FieldCodec> = new Map<IdlType, FieldCodec>([
  [
    "u8",
    scalar(
      1,
      (from, at) => from.getUint8(at),
      (into, at, value) => into.setUint8(at, value),
    ),
  ],
  [
    "u16",
    scalar(
      2,
      (from, at) => from.getUint16(at, true),
      (into, at, value) => into.setUint16(at, value, true),
    ),
  ],
  [
    "u32",
    scalar(
      4,
      (from, at) => from.getUint32(at, true),
      (into, at, value) => into.setUint32(at, value, true),
    ),
  ],
  ["u64", scalar64(false)],
  ["i64", scalar64(true)],
  ["bool", BOOL],
  ["pubkey", PUBKEY],
]);

function items(element: FieldCodec, bytesEach: number, count: number | undefined): FieldCodec {
  const prefix = count === undefined ? 4 : 0;
  return {
    size: (value) => {
      assert(Array.isArray(value) && (count === undefined || value.length === count), "a list of the right length");
      return prefix + value.length * bytesEach;
    },
    write: (into, at, value) => {
      assert(Array.isArray(value), "a list");
      if (count === undefined) into.view.setUint32(at, value.length, true);
      let place = at + prefix;
      for (const item of value) {
        element.write(into, place, item);
        place += bytesEach;
      }
    },
  };
}

function byteArray(length: number): FieldCodec {
  return {
    size: () => length,
    read: (from, at) => take(from, at, length),
    write: (into, at, value) => {
      assert(isBytes(value, length), `${length} bytes`);
      into.bytes.set(value, at);
    },
  };
}

function codecOf(type: IdlType): { readonly codec: FieldCodec; readonly bytes: number | undefined } {
  const known = SCALARS.get(type);
  if (known !== undefined) return { codec: known, bytes: known.size(0) };
  assert(typeof type === "object", `no codec for the type ${String(type)}`);
  if ("array" in type) {
    const [element, length] = type.array;
    assert(typeof length === "number", "arrays have a fixed length here");
    if (element === "u8") return { codec: byteArray(length), bytes: length };
    const inner = codecOf(element);
    assert(inner.bytes !== undefined, "elements of a fixed size");
    return { codec: items(inner.codec, inner.bytes, length), bytes: inner.bytes * length };
  }
  assert("vec" in type, `no codec for the type ${JSON.stringify(type)}`);
  const inner = codecOf(type.vec);
  assert(inner.bytes !== undefined, "elements of a fixed size");
  return { codec: items(inner.codec, inner.bytes, undefined), bytes: undefined };
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

/**
 * Writes an instruction's data straight into bytes: discriminator, then borsh. Takes about a sixth of the time of Anchor's coder, whose
 * bytes it equals (the test runs both). Knows the types of this project's programs and asserts on any other, and on a value that
 * does not fit.
 */
export class InstructionEncoder {
  private readonly discriminator: Uint8Array;
  private readonly fields: readonly (readonly [name: string, codec: FieldCodec])[];

  constructor({ discriminator, args }: Idl["instructions"][number]) {
    assert(discriminator !== undefined, "instructions have their discriminator in the IDL");
    this.discriminator = Uint8Array.from(discriminator);
    this.fields = args.map(({ name, type }) => [camelCase(name), codecOf(type).codec]);
  }

  encode(args: WireFields): Buffer {
    let size = this.discriminator.length;
    for (const [name, codec] of this.fields) size += codec.size(args[name]);
    // From Node's pool; every byte of it is written.
    const bytes = Buffer.allocUnsafe(size);
    const draft = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, size) };
    bytes.set(this.discriminator);
    let at = this.discriminator.length;
    for (const [name, codec] of this.fields) {
      codec.write(draft, at, args[name]);
      at += codec.size(args[name]);
    }
    assert(at === size, "an instruction's fields are as long as they were said to be");
    return bytes;
  }
}

/** Where a field of an event lies, and how it is read. */
interface FieldPlace {
  readonly name: string;
  readonly at: number;
  readonly read: (from: DataView, at: number) => WireValue;
}

/**
 * Reads one event's data straight out of bytes, as `fromAnchor` gives what Anchor's coder reads, which takes some ten times as long
 * (the test compares them for every event). Knows fixed-size fields only and asserts on any other.
 */
export class EventReader {
  readonly name: string;
  private readonly places: readonly FieldPlace[];

  /** @param fields of the event in the IDL's `types` */
  constructor(name: string, fields: readonly IdlField[]) {
    this.name = name;
    let at = DISCRIMINATOR_BYTES;
    this.places = fields.map((field) => {
      const { codec, bytes } = codecOf(field.type);
      const { read } = codec;
      assert(read !== undefined && bytes !== undefined, `${name}.${field.name} is of a type that no event has here`);
      const place = { name: camelCase(field.name), at, read };
      at += bytes;
      return place;
    });
  }

  /** @param data discriminator first. @throws where the data is too short */
  decode(data: Uint8Array): WireFields {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const fields: Record<string, WireValue> = {};
    for (const { name, at, read } of this.places) fields[name] = read(view, at);
    return fields;
  }
}

/** Length of the number that every message of a program starts with. */
export const DISCRIMINATOR_BYTES = 8;

/** Bytes of an account of a fixed size with these fields, discriminator included. Asserts that none has a variable length. */
export function accountBytes(fields: readonly IdlField[]): number {
  return fields.reduce((sum, { name, type }) => {
    const { bytes } = codecOf(type);
    assert(bytes !== undefined, `${name} has no fixed size`);
    return sum + bytes;
  }, DISCRIMINATOR_BYTES);
}

/** Fields of the struct `name` of an IDL. Asserts that there is one and that its fields have names. */
export function structFields(idl: Idl, name: string): readonly IdlField[] {
  const type = idl.types?.find((candidate) => candidate.name === name)?.type;
  assert(type?.kind === "struct", `the IDL has no struct ${name}`);
  return (type.fields ?? []).map((field) => {
    assert(typeof field === "object" && "name" in field, `the fields of ${name} have names`);
    return field;
  });
}
