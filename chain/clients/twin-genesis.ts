import { createHash } from "node:crypto";
import { PublicKey, SystemProgram } from "@solana/web3.js";
import { assert } from "../../base/assert.ts";
import { TwinError } from "../../base/errors.ts";
import type { LanternBase } from "../../base/units.ts";
import { ALLOCATIONS, type Allocation, allocationBase } from "../../protocol/emission/vesting.ts";
import type { GenesisPeer, PeerAccount, PeerId } from "../../protocol/ledger.ts";
import type { VerifierSetSize } from "../../protocol/oracle/median.ts";
import type { ProtocolParams } from "../../protocol/params.ts";
import type { GenesisAccount } from "../backends/backend.ts";
import type { DeploymentOptions, ProgramClients } from "../backends/deployment.ts";
import { genesisRentLamports } from "../backends/fees.ts";
import { type ChainSigner, signerFromSeed } from "../backends/signer.ts";
import { developmentKey } from "../idl/development-key.ts";
import { peerAccounts } from "./cohort-accounts.ts";
import { MINT_ADDRESS, mintData, TOKEN_PROGRAM_ID, tokenAccountAddress, tokenAccountData } from "./token.ts";

/** Age and stake that a tier asks for. */
export interface TierRule {
  readonly ageSeconds: number;
  readonly stakeBase: LanternBase;
}

/** A holder with a deposit or a score from the start; peers that vote with their stake are in the cohort. */
export interface ChainVoter {
  readonly name: string;
  /** 0: none. */
  readonly depositBase: LanternBase;
  readonly score?: number | undefined;
}

/** Governance as its program begins: the parameters in force, who holds votes, on what terms. */
export interface ChainGovernance {
  readonly params: ProtocolParams;
  readonly voters: readonly ChainVoter[];
  readonly votingSeconds: number;
  readonly timeLockSeconds: number;
  readonly quorumBase: LanternBase;
  readonly thresholdBase: LanternBase;
  /** Least score that votes; given where votes weigh by scores, and then quorum and threshold are scores. */
  readonly scoreMin?: number;
}

/** The twin's network as its chain begins. */
export interface SettlementOptions
  extends Pick<
    DeploymentOptions,
    "genesisUnixSeconds" | "epochLengthSeconds" | "challengeWindowSeconds" | "schedule" | "unstakeCooldownSeconds"
  > {
  readonly tiers: Readonly<Record<"bronze" | "silver" | "gold" | "platinum", TierRule>>;
  /** Supply that exists before the first reward. */
  readonly genesisSupplyBase: LanternBase;
  /** Peers that are on the chain from the start. */
  readonly cohort: readonly GenesisPeer[];
  readonly seed: string;
  /** Set up with the other programs where it is given. */
  readonly governance?: ChainGovernance;
  /** Where it is given, the vault takes only roots that these verifiers decided. */
  readonly oracle?: VerifierSetSize | undefined;
  /** Whether the allocations that vest are grants of the vesting program from the start. */
  readonly grants?: boolean | undefined;
  /** 32-byte Ed25519 seed of a peer; asked only for peers that sign. */
  readonly keyOf: (peerId: PeerId) => Uint8Array;
}

/** Fees and rent of a long run with room to spare: 100,000 SOL. */
const PURSE_LAMPORTS = 100_000_000_000_000n;

/** Owns the supply that nobody on this chain holds. Nobody needs its key: it is the hash of a text. */
const TREASURY_OWNER_TEXT = "twinlight treasury";

/** Owner of the treasury's tokens. */
function treasuryOwner(): PublicKey {
  return new PublicKey(createHash("sha256").update(TREASURY_OWNER_TEXT).digest());
}

/** A key of the harness itself, made from the run's seed. */
export function harnessSigner(
  role: "sponsor" | "operator" | `voter ${string}` | `verifier ${number}` | `holder ${string}`,
  seed: string,
): ChainSigner {
  return signerFromSeed(createHash("sha256").update(`twinlight ${role}: ${seed}`).digest());
}

/** The key of a voter of the harness. */
export function voterSigner(name: string, seed: string): ChainSigner {
  return harnessSigner(`voter ${name}`, seed);
}

/** Rules by tier, 0 New to 4 Platinum. */
export function tierTable({ tiers }: SettlementOptions): readonly TierRule[] {
  return [{ ageSeconds: 0, stakeBase: 0 }, tiers.bronze, tiers.silver, tiers.gold, tiers.platinum];
}

/** The highest tier whose age and stake are both met. Source: seed 004, graduated trust model */
export function tierAt(table: readonly TierRule[], ageSeconds: number, stakeBase: LanternBase): number {
  return table.findLastIndex((rule) => ageSeconds >= rule.ageSeconds && stakeBase >= rule.stakeBase);
}

/**
 * Accounts at the scenario's epoch: mint and treasury, purses of deployer, sponsor and operator, the cohort. Pool and stake vault are
 * the staking program's to create; the cohort's stake reaches them afterwards.
 */
export async function genesisAccounts(
  clients: ProgramClients,
  payers: readonly PublicKey[],
  options: SettlementOptions,
): Promise<readonly GenesisAccount[]> {
  const { genesisUnixSeconds, genesisSupplyBase, cohort } = options;
  const table = tierTable(options);
  const peers: GenesisAccount[] = [];
  for (const peer of cohort) {
    const tier = tierAt(table, -peer.registeredAtUs / 1e6, peer.stakeBase);
    peers.push(...(await peerAccounts(clients, carriedFromGenesis(peer), { genesisUnixSeconds, tier, lastEpoch: 0 })));
  }
  const voters = options.governance?.voters ?? [];
  const held =
    cohort.reduce((sum, peer) => sum + peer.walletBase + peer.stakeBase, 0) +
    voters.reduce((sum, { depositBase }) => sum + depositBase, 0);
  assert(held <= genesisSupplyBase, "cohort and voters hold more than the genesis supply");
  const granted = options.grants === true ? grantedBase() : 0;
  if (held + granted > genesisSupplyBase)
    throw new TwinError("CHAIN_GRANTS", "cohort, voters and grants hold more than the genesis supply", {
      field: "chain.grants",
      value: String(held + granted),
      expected: `at most ${genesisSupplyBase} base units: fewer or smaller deposits and stakes, or no grants`,
    });
  const operator = harnessSigner("operator", options.seed).publicKey;
  const purses = [developmentKey("deployer").publicKey, ...payers];
  return [
    tokenProgramAccount(MINT_ADDRESS, mintData(BigInt(genesisSupplyBase), clients.vault.vault)),
    tokenProgramAccount(
      treasuryAddress(),
      tokenAccountData(treasuryOwner(), BigInt(genesisSupplyBase - held - granted)),
    ),
    ...(granted === 0 ? [] : [holderTokens(operator, granted)]),
    ...purses.map((address) => ({
      address,
      lamports: PURSE_LAMPORTS,
      owner: SystemProgram.programId,
      data: new Uint8Array(),
      executable: false,
    })),
    ...peers,
    ...voters
      .filter(({ depositBase }) => depositBase > 0)
      .map(({ name, depositBase }) => holderTokens(voterSigner(name, options.seed).publicKey, depositBase)),
  ];
}

/** The allocations of genesis that vest. */
export function grantedAllocations(): readonly Allocation[] {
  return ALLOCATIONS.filter(({ vesting }) => vesting !== undefined);
}

function grantedBase(): LanternBase {
  return grantedAllocations().reduce((sum, allocation) => sum + allocationBase(allocation), 0);
}

/** Where the treasury's tokens lie. */
export function treasuryAddress(): PublicKey {
  return tokenAccountAddress(treasuryOwner());
}

function tokenProgramAccount(address: PublicKey, data: Uint8Array): GenesisAccount {
  return { address, data, owner: TOKEN_PROGRAM_ID, lamports: genesisRentLamports(data.length), executable: false };
}

function holderTokens(owner: PublicKey, amountBase: LanternBase): GenesisAccount {
  return tokenProgramAccount(tokenAccountAddress(owner), tokenAccountData(owner, BigInt(amountBase)));
}

function carriedFromGenesis(peer: GenesisPeer): PeerAccount {
  const past = { unstakingBase: 0, claimedBase: 0, forfeitedBase: 0, slashedBase: 0, bytes: 0 };
  return { ...peer, ...past, tierSinceUs: peer.registeredAtUs };
}
