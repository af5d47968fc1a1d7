import anchor, { type Idl } from "@coral-xyz/anchor";
import { PublicKey } from "@solana/web3.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventReader, InstructionEncoder, structFields } from "./borsh-fields.ts";
import { PROGRAM_ARTIFACTS } from "./programs.ts";
import { fromAnchor, toAnchor, type WireFields, type WireValue } from "./wire.ts";

type IdlType = Idl["instructions"][number]["args"][number]["type"];

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

function arbitraryOf(type: IdlType): fc.Arbitrary<WireValue> {
  if (type === "u8") return fc.nat({ max: 2 ** 8 - 1 });
  if (type === "u16") return fc.nat({ max: 2 ** 16 - 1 });
  if (type === "u32") return fc.nat({ max: 2 ** 32 - 1 });
  if (type === "u64") return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  if (type === "i64") return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  if (type === "bool") return fc.boolean();
  if (type === "pubkey") return bytes(32).map((key) => new PublicKey(key));
  if (typeof type === "object" && "vec" in type) return fc.array(bytes(32), { maxLength: 24 });
  if (typeof type === "object" && "array" in type) {
    const [element, length] = type.array;
    if (element === "u8") return bytes(Number(length));
    const items = fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), {
      minLength: Number(length),
      maxLength: Number(length),
    });
    return items;
  }
  throw new Error(`the test knows no values of ${JSON.stringify(type)}`);
}

const camelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
const instructions = PROGRAM_ARTIFACTS.flatMap(({ idl }) =>
  idl.instructions.map((instruction) => ({ name: `${idl.metadata.name}.${instruction.name}`, idl, instruction })),
);

describe("InstructionEncoder", () => {
  it.each(instructions)("$name has the bytes that Anchor's coder gives it", ({ idl, instruction }) => {
    const coder = new anchor.BorshInstructionCoder(idl);
    const encoder = new InstructionEncoder(instruction);
    const args = fc.record(
      Object.fromEntries(instruction.args.map(({ name, type }) => [camelCase(name), arbitraryOf(type)])),
    ) as fc.Arbitrary<WireFields>;
    fc.assert(
      fc.property(args, (fields) => {
        expect(encoder.encode(fields).toString("hex")).toBe(
          coder.encode(instruction.name, toAnchor(fields)).toString("hex"),
        );
      }),
      { numRuns: 20 },
    );
  });

  it("stops on a value that does not fit its field, and on a missing one", () => {
    const claim = instructions.find(({ name }) => name === "rewards_vault.claim");
    const encoder = new InstructionEncoder((claim as (typeof instructions)[number]).instruction);
    const right = { epoch: 0n, earned: 1n, forfeited: 0n, bytes: 2n, tierSince: -1n, proof: [new Uint8Array(32)] };
    expect(encoder.encode(right)).toHaveLength(8 + 5 * 8 + 4 + 32);
    const wrong: readonly WireFields[] = [
      { ...right, earned: -1n },
      { ...right, earned: 2n ** 64n },
      { ...right, earned: 1 },
      { ...right, proof: [new Uint8Array(31)] },
      { ...right, proof: new Uint8Array(32) },
      Object.fromEntries(Object.entries(right).filter(([name]) => name !== "bytes")),
    ];
    for (const fields of wrong) expect(() => encoder.encode(fields)).toThrow();
  });
});

const events = PROGRAM_ARTIFACTS.flatMap(({ idl }) =>
  (idl.events ?? []).map(({ name, discriminator }) => ({
    title: `${idl.metadata.name}.${name}`,
    name,
    discriminator,
    idl,
  })),
);

describe("EventReader", () => {
  it.each(events)("$title is read as Anchor's coder reads it", ({ name, discriminator, idl }) => {
    const fields = structFields(idl, name);
    const coder = new anchor.BorshEventCoder(idl);
    const reader = new EventReader(name, fields);
    // An event's bytes are laid out as an instruction's: discriminator, then the fields.
    const encoder = new InstructionEncoder({ name, discriminator, args: [...fields], accounts: [] });
    const values = fc.record(
      Object.fromEntries(fields.map((field) => [camelCase(field.name), arbitraryOf(field.type)])),
    ) as fc.Arbitrary<WireFields>;
    fc.assert(
      fc.property(values, (value) => {
        const data = encoder.encode(value);
        const read = coder.decode(data.toString("base64"));
        expect(read?.name).toBe(reader.name);
        expect(reader.decode(data)).toEqual(fromAnchor(read?.data as Record<string, unknown>));
        expect(reader.decode(data)).toEqual(value);
      }),
      { numRuns: 20 },
    );
  });

  it("stops on data that ends early and on a flag that is neither 0 nor 1", () => {
    const voted = events.find(({ title }) => title === "governance.Voted") as (typeof events)[number];
    const fields = structFields(voted.idl, voted.name);
    const reader = new EventReader(voted.name, fields);
    expect(() => reader.decode(new Uint8Array(8 + 31))).toThrow();
    expect(() => reader.decode(new Uint8Array(200).fill(2))).toThrow("a flag is 0 or 1");
  });
});
