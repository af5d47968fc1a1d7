import { join } from "node:path";
import { PublicKey } from "@solana/web3.js";
import { TwinError } from "../base/errors.ts";
import type { Lamports } from "../base/units.ts";
import type { ProgramArtifact } from "./backends/backend.ts";
import { readKeyFile } from "./backends/key-file.ts";
import {
  type Deployer,
  type DeploymentStep,
  handOver,
  planDeployment,
  runDeployment,
} from "./backends/program-deployment.ts";
import { RpcBackend } from "./backends/rpc.ts";
import { type ChainSigner, signerFromSeed } from "./backends/signer.ts";
import { CHUNK_BYTES } from "./backends/upgradeable-loader.ts";
import { PROGRAM_ARTIFACTS } from "./clients/programs.ts";
import { PROGRAM_IDS } from "./idl/addresses.ts";
import { type DevelopmentKeyName, developmentKey } from "./idl/development-key.ts";

/** What `chain deploy` was asked for. */
export interface DeploymentRequest {
  readonly endpoint: string;
  /** Key file of who pays. */
  readonly payerFile: string;
  /** Key file of who may replace the programs; by default the payer. */
  readonly authorityFile?: string | undefined;
  /** Folder of `NAME-keypair.json` for the programs' addresses; without it the public development keys sign. */
  readonly programKeys?: string | undefined;
  /** Names of programs; all by default. */
  readonly only?: readonly string[] | undefined;
  /** Base58 of who takes the programs over at the end, or `none` for nobody for ever. */
  readonly newAuthority?: string | undefined;
  readonly priorityMicroLamports: number;
}

/** A deployment that was looked at and not begun. */
export interface PreparedDeployment {
  readonly endpoint: string;
  readonly payer: string;
  readonly payerLamports: Lamports;
  readonly authority: string;
  readonly newAuthority: string | undefined;
  readonly programs: readonly {
    readonly name: string;
    readonly address: string;
    readonly action: DeploymentStep["action"];
    readonly bytes: number;
    readonly chunks: number;
    readonly chunksMissing: number;
    readonly rentLamports: Lamports;
  }[];
  /** What stays locked as rent. */
  readonly rentLamports: Lamports;
  /** What the payer must hold to begin: the rent, the largest buffer meanwhile, and fees. */
  readonly neededLamports: Lamports;
  /** Lets the cluster's faucet give the payer so much; test clusters have one. */
  airdrop(lamports: Lamports): Promise<void>;
  run(onChunk: (name: string, written: number, missing: number) => void): Promise<void>;
}

/** Two signatures a write, and some to spare for the steps around. */
const FEE_LAMPORTS_PER_CHUNK = 10_000n;
const FEE_LAMPORTS_STEPS = 100_000n;

/**
 * Looks at the cluster and says what a deployment would do. Nothing is sent.
 * @throws TwinError CHAIN_RPC_…, CHAIN_KEY_FILE, CHAIN_PROGRAM_MISSING, CHAIN_DEPLOY, CHAIN_DEPLOY_PROGRAM for an unknown name
 */
export async function prepareDeployment(request: DeploymentRequest): Promise<PreparedDeployment> {
  const programs = chosenPrograms(request.only);
  const next = newAuthority(request.newAuthority);
  const payer = readKeyFile(request.payerFile);
  const authority = request.authorityFile === undefined ? payer.signer : readKeyFile(request.authorityFile).signer;
  const deployer: Deployer = {
    payer: payer.signer,
    authority,
    secret: payer.seed,
    signerOf: (program) => programSigner(program, request.programKeys),
  };
  const chain = await RpcBackend.connect({
    endpoint: request.endpoint,
    programs: PROGRAM_ARTIFACTS,
    commitment: "confirmed",
    priorityMicroLamports: request.priorityMicroLamports,
    waitSecondsMax: 0,
  });
  const steps = await planDeployment(chain, programs, deployer);
  const sum = (values: readonly Lamports[]): Lamports => values.reduce((total, value) => total + value, 0n);
  const rentLamports = sum(steps.map((step) => step.rentLamports));
  const chunks = sum(steps.map(({ offsetsMissing }) => BigInt(offsetsMissing.length)));
  const largestBuffer = steps.reduce((most, { bufferLamports }) => (bufferLamports > most ? bufferLamports : most), 0n);
  return {
    endpoint: request.endpoint,
    payer: payer.signer.publicKey.toBase58(),
    payerLamports: (await chain.getAccount(payer.signer.publicKey))?.lamports ?? 0n,
    authority: authority.publicKey.toBase58(),
    newAuthority: request.newAuthority,
    programs: steps.map(programLine),
    rentLamports,
    neededLamports: rentLamports + largestBuffer + chunks * FEE_LAMPORTS_PER_CHUNK + FEE_LAMPORTS_STEPS,
    airdrop: async (lamports) => await chain.faucet(payer.signer.publicKey, lamports),
    run: async (onChunk) => {
      await runDeployment(chain, steps, deployer, ({ program, offsetsMissing }, written) =>
        onChunk(program.name, written, offsetsMissing.length),
      );
      if (next !== "unchanged") await handOver(chain, programs, deployer, next);
    },
  };
}

function programLine({ program, action, elf, offsetsMissing, rentLamports }: DeploymentStep) {
  return {
    name: program.name,
    address: program.address.toBase58(),
    action,
    bytes: elf.length,
    chunks: Math.ceil(elf.length / CHUNK_BYTES),
    chunksMissing: offsetsMissing.length,
    rentLamports,
  };
}

function chosenPrograms(only: readonly string[] | undefined): readonly ProgramArtifact[] {
  if (only === undefined) return PROGRAM_ARTIFACTS;
  const names = PROGRAM_ARTIFACTS.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new TwinError("CHAIN_DEPLOY_PROGRAM", "no such program", { value: unknown, expected: names.join(", ") });
  return PROGRAM_ARTIFACTS.filter(({ name }) => only.includes(name));
}

function newAuthority(text: string | undefined): PublicKey | undefined | "unchanged" {
  if (text === undefined) return "unchanged";
  if (text === "none") return undefined;
  if (!/^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(text))
    throw new TwinError("CHAIN_DEPLOY_AUTHORITY", "not an address", { value: text, expected: "base58, or none" });
  return new PublicKey(text);
}

/** The key of a program's address: from the folder, else the public development key where it is that one. */
function programSigner({ name, address }: ProgramArtifact, folder: string | undefined): ChainSigner | undefined {
  if (folder !== undefined) {
    const path = join(folder, `${name}-keypair.json`);
    const { signer } = readKeyFile(path);
    if (signer.publicKey.equals(address)) return signer;
    throw new TwinError("CHAIN_KEY_FILE", "the key is not that of the program's address", {
      file: path,
      value: signer.publicKey.toBase58(),
      expected: address.toBase58(),
    });
  }
  const names = Object.keys(PROGRAM_IDS).filter(isDevelopmentKeyName);
  const key = names.map(developmentKey).find(({ publicKey }) => publicKey.equals(address));
  return key === undefined ? undefined : signerFromSeed(key.secretKey.subarray(0, 32));
}

function isDevelopmentKeyName(name: string): name is DevelopmentKeyName {
  return name in PROGRAM_IDS;
}
