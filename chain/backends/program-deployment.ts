import { createHash } from "node:crypto";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { TwinError } from "../../base/errors.ts";
import type { Lamports } from "../../base/units.ts";
import type { ChainBackend, ProgramArtifact } from "./backend.ts";
import { readProgramFile } from "./program-file.ts";
import { type ChainSigner, signerFromSeed } from "./signer.ts";
import {
  BUFFER_HEADER_BYTES,
  CHUNK_BYTES,
  createBuffer,
  decodeLoaderAccount,
  deployBuffer,
  extendProgram,
  type LoaderAccount,
  PROGRAM_BYTES,
  PROGRAM_DATA_HEADER_BYTES,
  programDataAddress,
  setProgramAuthority,
  UPGRADEABLE_LOADER,
  upgradeProgram,
  writeBuffer,
} from "./upgradeable-loader.ts";

/** Who deploys. */
export interface Deployer {
  /** Pays fees and rent. */
  readonly payer: ChainSigner;
  /** May replace the programs afterwards. */
  readonly authority: ChainSigner;
  /** Secret of the payer's from which the buffers' keys are made, so that an interrupted deployment finds its buffers again. */
  readonly secret: Uint8Array;
  /** Signs for a program's address, which only its first deployment needs; undefined where its key is not at hand. */
  readonly signerOf: (program: ProgramArtifact) => ChainSigner | undefined;
}

/** What a deployment will do with one program. */
export interface DeploymentStep {
  readonly program: ProgramArtifact;
  /** `unchanged`: the same bytes are there already. */
  readonly action: "create" | "upgrade" | "unchanged";
  readonly elf: Uint8Array;
  readonly buffer: ChainSigner;
  readonly bufferExists: boolean;
  /** Offsets of the chunks that the buffer still lacks. */
  readonly offsetsMissing: readonly number[];
  /** Bytes by which the program must be extended before the upgrade. */
  readonly growBytes: number;
  /** Locked for good; the buffer's own rent comes back. */
  readonly rentLamports: Lamports;
  /** Needed meanwhile by the buffer. */
  readonly bufferLamports: Lamports;
}

const ZERO = 0n;
/** Writes on their way at a time: each is confirmed before it counts. */
const WRITES_AT_ONCE = 12;

/**
 * What is to be done so that `programs` run on `chain` with the bytes of their files; reads only.
 * @throws TwinError CHAIN_PROGRAM_MISSING; CHAIN_DEPLOY where an address is taken, nobody may upgrade, or a key is missing
 */
export async function planDeployment(
  chain: ChainBackend,
  programs: readonly ProgramArtifact[],
  deployer: Deployer,
): Promise<readonly DeploymentStep[]> {
  const steps: DeploymentStep[] = [];
  for (const program of programs) steps.push(await planProgram(chain, program, deployer));
  return steps;
}

async function planProgram(chain: ChainBackend, program: ProgramArtifact, deployer: Deployer): Promise<DeploymentStep> {
  const elf = readProgramFile(program.path, program.shownPath);
  const buffer = bufferSigner(deployer, program, elf);
  const deployed = await deployedProgram(chain, program);
  const rent = (bytes: number): Lamports => chain.rentExemptLamports(bytes);
  const whole = { program, elf, buffer, bufferExists: false, offsetsMissing: [], growBytes: 0 };
  const free = { rentLamports: ZERO, bufferLamports: ZERO };
  if (deployed !== undefined && sameContent(deployed.content, elf)) return { ...whole, ...free, action: "unchanged" };
  if (deployed === undefined) missingKey(program, deployer);
  else mayUpgrade(program, deployed, deployer);
  const present = await loaderAccount(chain, buffer.publicKey);
  const growBytes = deployed === undefined ? 0 : Math.max(0, elf.length - deployed.content.length);
  const programData = PROGRAM_DATA_HEADER_BYTES + elf.length;
  return {
    ...whole,
    action: deployed === undefined ? "create" : "upgrade",
    bufferExists: present !== undefined,
    offsetsMissing: missingOffsets(present?.kind === "buffer" ? present.content : new Uint8Array(), elf),
    growBytes,
    rentLamports: deployed === undefined ? rent(PROGRAM_BYTES) + rent(programData) : rent(growBytes) - rent(0),
    bufferLamports: rent(BUFFER_HEADER_BYTES + elf.length),
  };
}

/**
 * Carries out a plan; after an interruption a new plan goes on where this one stopped. `onChunk` hears of each chunk that is on the
 * chain.
 * @throws TwinError CHAIN_DEPLOY where the cluster refuses a step, and the errors of the backend
 */
export async function runDeployment(
  chain: ChainBackend,
  steps: readonly DeploymentStep[],
  deployer: Deployer,
  onChunk: (step: DeploymentStep, written: number) => void,
): Promise<void> {
  for (const step of steps) {
    if (step.action === "unchanged") continue;
    await fillBuffer(chain, step, deployer, (written) => onChunk(step, written));
    if (step.action === "create") await createProgram(chain, step, deployer);
    else await replaceProgram(chain, step, deployer);
  }
}

async function fillBuffer(
  chain: ChainBackend,
  step: DeploymentStep,
  { payer, authority }: Deployer,
  onChunk: (written: number) => void,
): Promise<void> {
  const { buffer, elf, offsetsMissing } = step;
  if (!step.bufferExists) {
    const create = createBuffer(
      payer.publicKey,
      buffer.publicKey,
      authority.publicKey,
      elf.length,
      step.bufferLamports,
    );
    await must(chain, step, create, payer, [buffer]);
  }
  const waiting = [...offsetsMissing];
  let written = 0;
  // After an error the others finish what they have begun and take no more: a new plan must not meet writes still on their way.
  const writer = async (): Promise<void> => {
    for (let offset = waiting.shift(); offset !== undefined; offset = waiting.shift()) {
      const chunk = elf.subarray(offset, offset + CHUNK_BYTES);
      const write = writeBuffer(buffer.publicKey, authority.publicKey, offset, chunk);
      await must(chain, step, [write], payer, [authority]).catch((error: unknown) => {
        waiting.length = 0;
        throw error;
      });
      onChunk(++written);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: WRITES_AT_ONCE }, writer));
  const broken = ends.find((end) => end.status === "rejected");
  if (broken !== undefined) throw broken.reason;
}

async function createProgram(chain: ChainBackend, step: DeploymentStep, deployer: Deployer): Promise<void> {
  const { payer, authority } = deployer;
  const deploy = deployBuffer({
    payer: payer.publicKey,
    program: step.program.address,
    buffer: step.buffer.publicKey,
    authority: authority.publicKey,
    contentBytes: step.elf.length,
    lamports: chain.rentExemptLamports(PROGRAM_BYTES),
  });
  await must(chain, step, deploy, payer, [missingKey(step.program, deployer), authority]);
}

async function replaceProgram(
  chain: ChainBackend,
  step: DeploymentStep,
  { payer, authority }: Deployer,
): Promise<void> {
  const { program, buffer, growBytes } = step;
  if (growBytes > 0) await must(chain, step, [extendProgram(program.address, payer.publicKey, growBytes)], payer, []);
  const upgrade = upgradeProgram(program.address, buffer.publicKey, authority.publicKey, payer.publicKey);
  await must(chain, step, [upgrade], payer, [authority]);
}

/** Hands every program to `next`, or to nobody for ever; those that have it already are left alone. */
export async function handOver(
  chain: ChainBackend,
  programs: readonly ProgramArtifact[],
  { payer, authority }: Deployer,
  next: PublicKey | undefined,
): Promise<void> {
  for (const program of programs) {
    const deployed = await deployedProgram(chain, program);
    if (deployed === undefined) throw failure(program, "is not deployed");
    const has = deployed.authority;
    if (next === undefined ? has === undefined : has?.equals(next) === true) continue;
    const hand = setProgramAuthority(program.address, authority.publicKey, next);
    await must(chain, { program }, [hand], payer, [authority]);
  }
}

/** A deployed program's content and authority; undefined where its address holds nothing. */
export async function deployedProgram(
  chain: ChainBackend,
  program: ProgramArtifact,
): Promise<Extract<LoaderAccount, { kind: "program-data" }> | undefined> {
  const account = await chain.getAccount(program.address);
  if (account === undefined) return undefined;
  if (!account.owner.equals(UPGRADEABLE_LOADER))
    throw failure(
      program,
      `lies at an address of ${account.owner.toBase58()}: only the upgradeable loader's can be deployed to`,
    );
  const data = await loaderAccount(chain, programDataAddress(program.address));
  if (data?.kind !== "program-data") throw failure(program, "was closed: its address cannot be used again");
  return data;
}

async function loaderAccount(chain: ChainBackend, address: PublicKey): Promise<LoaderAccount | undefined> {
  const data = await chain.getData(address);
  return data === undefined ? undefined : decodeLoaderAccount(data);
}

/** The loader pads a program that shrank with zeros. */
function sameContent(deployed: Uint8Array, elf: Uint8Array): boolean {
  const head = deployed.subarray(0, elf.length);
  return Buffer.compare(head, elf) === 0 && deployed.subarray(elf.length).every((byte) => byte === 0);
}

function missingOffsets(present: Uint8Array, elf: Uint8Array): readonly number[] {
  const offsets: number[] = [];
  for (let offset = 0; offset < elf.length; offset += CHUNK_BYTES) {
    const [want, have] = [elf, present].map((bytes) =>
      bytes.subarray(offset, Math.min(offset + CHUNK_BYTES, elf.length)),
    );
    if (Buffer.compare(want, have) !== 0) offsets.push(offset);
  }
  return offsets;
}

function bufferSigner({ secret, authority }: Deployer, program: ProgramArtifact, elf: Uint8Array): ChainSigner {
  const seed = createHash("sha256")
    .update("twinlight deployment buffer")
    .update(secret)
    .update(authority.publicKeyBytes);
  return signerFromSeed(seed.update(program.address.toBytes()).update(elf).digest());
}

function missingKey(program: ProgramArtifact, deployer: Deployer): ChainSigner {
  const signer = deployer.signerOf(program);
  if (signer === undefined) throw failure(program, "needs the key of its address for its first deployment");
  return signer;
}

function mayUpgrade(
  program: ProgramArtifact,
  { authority }: { readonly authority: PublicKey | undefined },
  deployer: Deployer,
): void {
  if (authority === undefined) throw failure(program, "is final: nobody may replace it");
  if (!authority.equals(deployer.authority.publicKey))
    throw failure(
      program,
      `may be replaced by ${authority.toBase58()} alone, not ${deployer.authority.publicKey.toBase58()}`,
    );
}

function failure({ name, address }: ProgramArtifact, problem: string): TwinError {
  return new TwinError("CHAIN_DEPLOY", `${name} (${address.toBase58()}) ${problem}`);
}

async function must(
  chain: ChainBackend,
  { program }: { readonly program: ProgramArtifact },
  instructions: readonly TransactionInstruction[],
  payer: ChainSigner,
  signers: readonly ChainSigner[],
): Promise<void> {
  const { ok, error, logs } = await chain.send({ instructions, feePayer: payer, signers });
  if (!ok) throw failure(program, `was refused: ${error?.code}: ${error?.detail}; ${logs.at(-1) ?? "no log"}`);
}
