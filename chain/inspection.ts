import { createHash } from "node:crypto";
import type { Idl } from "@coral-xyz/anchor";
import { PublicKey } from "@solana/web3.js";
import type { ChainBackend, ProgramArtifact } from "./backends/backend.ts";
import { deployedProgram } from "./backends/program-deployment.ts";
import { readProgramFile } from "./backends/program-file.ts";
import { RpcBackend } from "./backends/rpc.ts";
import { UPGRADEABLE_LOADER } from "./backends/upgradeable-loader.ts";
import { IdlCoder } from "./clients/idl-coder.ts";
import { PROGRAM_ARTIFACTS, REWARDS_VAULT_IDL } from "./clients/programs.ts";
import { RegistryClient } from "./clients/registry.ts";
import { RewardsVaultClient } from "./clients/rewards-vault.ts";
import { MINT_ADDRESS, mintSupply, TOKEN_PROGRAM_ID, tokenAmount } from "./clients/token.ts";
import type { WireFields, WireValue } from "./clients/wire.ts";

/** A field as text or number: integers of 64 bits as digits, keys in base58, bytes in hex. */
export type ShownValue = string | number | boolean | readonly ShownValue[];

export interface InspectedProgram {
  readonly name: string;
  readonly address: string;
  /** `final`: nobody may replace it. */
  readonly state: "absent" | "upgradeable" | "final";
  readonly authority: string | null;
  readonly bytes: number;
  /** SHA-256 of its content, hex; empty where it is absent. */
  readonly sha256: string;
  /** Whether that is the file in chain/deploy. */
  readonly isOurs: boolean;
}

export interface InspectedAccount {
  readonly program: string;
  readonly name: string;
  readonly address: string;
  readonly fields: Readonly<Record<string, ShownValue>>;
}

/** What a cluster holds of the project. */
export interface ChainInspection {
  readonly endpoint: string;
  readonly unixSeconds: number;
  readonly slot: number;
  readonly programs: readonly InspectedProgram[];
  readonly mint: { readonly address: string; readonly supplyBase: string } | null;
  /** The accounts of which each program has one. */
  readonly accounts: readonly InspectedAccount[];
  /** The latest epochs, at most as many as were asked for. */
  readonly epochs: readonly Readonly<Record<string, ShownValue>>[];
}

/**
 * Reads programs, single accounts, mint and epochs of a cluster.
 * @throws TwinError CHAIN_RPC_…, CHAIN_PROGRAM_MISSING
 */
export async function inspectCluster(endpoint: string, epochsMax: number): Promise<ChainInspection> {
  const chain = await RpcBackend.connect({
    endpoint,
    programs: PROGRAM_ARTIFACTS,
    commitment: "confirmed",
    priorityMicroLamports: 0,
    waitSecondsMax: 0,
  });
  return await inspectChain(chain, endpoint, epochsMax);
}

/** The same for any backend. */
export async function inspectChain(chain: ChainBackend, endpoint: string, epochsMax: number): Promise<ChainInspection> {
  const programs: InspectedProgram[] = [];
  const accounts: InspectedAccount[] = [];
  for (const program of PROGRAM_ARTIFACTS) {
    programs.push(await inspectProgram(chain, program));
    accounts.push(...(await singleAccounts(chain, program)));
  }
  const mint = await chain.getData(MINT_ADDRESS);
  const supply = mint === undefined ? null : { address: MINT_ADDRESS.toBase58(), supplyBase: String(mintSupply(mint)) };
  return { endpoint, ...chain.clock(), programs, mint: supply, accounts, epochs: await latestEpochs(chain, epochsMax) };
}

async function inspectProgram(chain: ChainBackend, program: ProgramArtifact): Promise<InspectedProgram> {
  const { name } = program;
  const address = program.address.toBase58();
  const elf = readProgramFile(program.path, program.shownPath);
  const account = await chain.getAccount(program.address);
  if (account === undefined)
    return { name, address, state: "absent", authority: null, bytes: 0, sha256: "", isOurs: false };
  const upgradeable = account.owner.equals(UPGRADEABLE_LOADER) ? await deployedProgram(chain, program) : undefined;
  const held = upgradeable?.content ?? account.data;
  const isOurs = Buffer.compare(held.subarray(0, elf.length), elf) === 0 && held.subarray(elf.length).every(isZero);
  // The loader pads a program that shrank: the file's length is the content's.
  const content = isOurs ? elf : held;
  // A test validator gives the programs of its genesis to the address of zeros, which nobody can sign for.
  const authority = upgradeable?.authority?.equals(PublicKey.default) === true ? undefined : upgradeable?.authority;
  return {
    name,
    address,
    state: authority === undefined ? "final" : "upgradeable",
    authority: authority?.toBase58() ?? null,
    bytes: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
    isOurs,
  };
}

function isZero(byte: number): boolean {
  return byte === 0;
}

/** Accounts at addresses that the IDL derives from constants alone, decoded by what lies there. */
async function singleAccounts(
  chain: ChainBackend,
  { name, idl }: ProgramArtifact,
): Promise<readonly InspectedAccount[]> {
  const found: InspectedAccount[] = [];
  for (const [account, address] of singleAddresses(idl)) {
    const present = await chain.getAccount(address);
    if (present === undefined) continue;
    const fields = present.owner.equals(TOKEN_PROGRAM_ID)
      ? { amountBase: String(tokenAmount(present.data)) }
      : decodedFields(idl, present.data);
    if (fields !== undefined) found.push({ program: name, name: account, address: address.toBase58(), fields });
  }
  return found;
}

function singleAddresses(idl: Idl): ReadonlyMap<string, PublicKey> {
  const addresses = new Map<string, PublicKey>();
  for (const account of idl.instructions.flatMap(({ accounts }) => accounts)) {
    if ("accounts" in account || account.pda === undefined) continue;
    const { seeds, program } = account.pda;
    const constants = seeds.flatMap((seed) => (seed.kind === "const" ? [Buffer.from(seed.value)] : []));
    if (program !== undefined || constants.length !== seeds.length) continue;
    addresses.set(account.name, PublicKey.findProgramAddressSync(constants, new PublicKey(idl.address))[0]);
  }
  return addresses;
}

/** Fields by the type whose discriminator leads the data; undefined where it is none of the program's. */
function decodedFields(idl: Idl, data: Uint8Array): Readonly<Record<string, ShownValue>> | undefined {
  const type = (idl.accounts ?? []).find(
    ({ discriminator }) => Buffer.compare(Buffer.from(discriminator), data.subarray(0, discriminator.length)) === 0,
  );
  return type === undefined ? undefined : shownFields(new IdlCoder(idl).decode(type.name, data));
}

async function latestEpochs(chain: ChainBackend, epochsMax: number): Promise<ChainInspection["epochs"]> {
  const vault = new RewardsVaultClient(new RegistryClient());
  const config = await chain.getData(vault.config);
  if (config === undefined) return [];
  const count = Number(vault.decodeConfig(config).epochCount);
  const epochs: Readonly<Record<string, ShownValue>>[] = [];
  for (let epoch = Math.max(0, count - epochsMax); epoch < count; epoch++) {
    const data = await chain.getData(vault.epochAddress(epoch));
    if (data !== undefined) epochs.push(decodedFields(REWARDS_VAULT_IDL, data) ?? {});
  }
  return epochs;
}

function shownFields(fields: WireFields): Readonly<Record<string, ShownValue>> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shown(value)]));
}

function shown(value: WireValue): ShownValue {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object") return value;
  if (value instanceof PublicKey) return value.toBase58();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return value.map((item) => shown(item));
}
