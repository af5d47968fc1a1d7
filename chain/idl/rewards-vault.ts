import { PROGRAM_IDS, SYSTEM_PROGRAM, TOKEN_PROGRAM } from "./addresses.ts";
import { handOverInstructions } from "./hand-over.ts";
import { VAULT_ACCOUNTS, VAULT_EVENTS, VAULT_STRUCTS } from "./rewards-vault-state.ts";
import {
  asWritable,
  derived,
  fixed,
  type ProgramItem,
  readonlyAccount,
  signer,
  signerWritable,
  writable,
} from "./shape.ts";

const config = derived("config", [{ text: "config" }]);
const vault = derived("vault", [{ text: "vault" }]);
const epochByArg = derived("epoch_account", [{ text: "epoch" }, { arg: "epoch" }]);
const breaker = asWritable(derived("breaker", [{ text: "breaker" }, { account: "mint" }]));
const challenge = asWritable(
  derived("challenge", [{ text: "challenge" }, { arg: "epoch" }, { account: "challenger" }]),
);
const registryProgram = fixed("registry_program", PROGRAM_IDS.registry);
const verifiers = derived("verifiers", [{ text: "verifiers" }], PROGRAM_IDS.oracle);
const token = fixed("token_program", TOKEN_PROGRAM);
const system = fixed("system_program", SYSTEM_PROGRAM);

/** Emission by schedule: roots of cumulative rewards, their finality, and the claims that mint. */
export const REWARDS_VAULT: ProgramItem = {
  name: "rewards_vault",
  address: PROGRAM_IDS.rewardsVault,
  singletons: { CONFIG: "config", VAULT: "vault" },
  families: { EPOCH: "epoch", CLAIM: "claim", BREAKER: "breaker", CHALLENGE: "challenge" },
  instructions: {
    initialize: {
      docs: "Fixes mint, schedule and clock. The mint has 6 decimals, the vault PDA as authority and no freeze authority. Deployer only, once.",
      accounts: [signerWritable("deployer"), asWritable(config), vault, readonlyAccount("mint"), breaker, system],
      args: {
        admin: "pubkey",
        submitter: "pubkey",
        /** Names the cluster in every leaf: a root of one cluster pays nowhere else. */
        cluster: "hash",
        first_period_amount: "u64",
        period_seconds: "u64",
        period_count: "u64",
        tail_per_year: "u64",
        pool_total: "u64",
        genesis_unix: "i64",
        epoch_seconds: "u64",
        challenge_window_seconds: "u64",
      },
    },
    submit_epoch: {
      docs: "Stores the root of the next epoch, after its end. `total` is what the epoch adds; cumulative it may not exceed the schedule at the epoch's end. A vault bound to the oracle asks for the decision of the epoch, on this root, as a further account.",
      accounts: [signer("submitter"), signerWritable("payer"), asWritable(config), asWritable(epochByArg), system],
      args: { epoch: "u64", root: "hash", total: "u64", leaf_count: "u32" },
    },
    finalize_epoch: {
      docs: "After the challenge window, makes the root of the next epoch in turn final. Anyone may call it.",
      accounts: [asWritable(config), asWritable(epochByArg)],
      args: { epoch: "u64" },
    },
    open_challenge: {
      docs: "Doubts a root that is not final, for a bond: shows what the last final root grants a peer (`has_leaf`), and holds up finality until prove_challenge or the response time's end. Without a leaf only a total above the epoch's can be shown.",
      accounts: [
        signerWritable("challenger"),
        config,
        asWritable(epochByArg),
        readonlyAccount("final_epoch"),
        challenge,
        system,
      ],
      args: {
        epoch: "u64",
        has_leaf: "bool",
        peer: "pubkey",
        earned: "u64",
        forfeited: "u64",
        bytes: "u64",
        tier_since: "i64",
        proof: "hashes",
      },
    },
    prove_challenge: {
      docs: "Shows the same peer's leaf in the doubted root. Where a total fell, or exceeds the epoch's cumulative total, the root and those after it are void and the bond returns; else the bond is forfeited to the treasury.",
      accounts: [
        signerWritable("challenger"),
        asWritable(config),
        asWritable(epochByArg),
        challenge,
        writable("treasury"),
      ],
      args: { epoch: "u64", earned: "u64", forfeited: "u64", bytes: "u64", tier_since: "i64", proof: "hashes" },
    },
    settle_challenge: {
      docs: "Closes a challenge that was not proven: its time is over (bond forfeited), or its root was voided by another (bond returned). Anyone may call it.",
      accounts: [writable("challenger"), config, epochByArg, challenge, writable("treasury")],
      args: { epoch: "u64" },
    },
    claim: {
      docs: "Pays earned - forfeited - claimed of the leaf to the associated token account of the peer's wallet, or locks it where an unlock time is set. Anyone may submit it; `payer` pays the rent of a first claim. The peer is that of peer_account. A claim that the breaker's limit has no room for pays nothing and trips it.",
      accounts: [
        signerWritable("payer"),
        asWritable(config),
        epochByArg,
        writable("claim_account"),
        writable("peer_account"),
        writable("mint"),
        vault,
        writable("destination"),
        breaker,
        registryProgram,
        token,
        system,
      ],
      args: { epoch: "u64", earned: "u64", forfeited: "u64", bytes: "u64", tier_since: "i64", proof: "hashes" },
    },
    release: {
      docs: "Pays what was locked by claims and has been unlocked since. The last claim must be against the latest final root, so that a slash in it was taken first. Anyone may submit it.",
      accounts: [
        asWritable(config),
        writable("claim_account"),
        readonlyAccount("peer_account"),
        writable("mint"),
        vault,
        writable("destination"),
        breaker,
        token,
      ],
      args: {},
    },
    mint_genesis: {
      docs: "Mints what is no peer's reward, once: 200 M to the foundation, 150 M to contributors, 100 M to the ecosystem, 50 M to liquidity. Admin only.",
      accounts: [
        signer("admin"),
        asWritable(config),
        writable("mint"),
        vault,
        writable("foundation"),
        writable("contributors"),
        writable("ecosystem"),
        writable("liquidity"),
        token,
      ],
      args: {},
    },
    recycle: {
      docs: "Burns what lies in `pool_tokens`, a token account of the vault that slashes go to, and lets the schedule emit as much again. Anyone may call it.",
      accounts: [asWritable(config), writable("mint"), vault, writable("pool_tokens"), token],
      args: {},
    },
    set_safeguards: {
      docs: "Bond and response time of challenges, days (0 or 7) that claims stay locked, the breaker's limit of minted base units in a window, the wait before its reset, and where forfeited bonds go. Admin only; does not close a tripped breaker.",
      accounts: [signer("admin"), asWritable(config), writable("breaker")],
      args: {
        challenge_bond_lamports: "u64",
        challenge_response_seconds: "u64",
        unlock_days: "u8",
        breaker_limit: "u64",
        breaker_window_seconds: "u64",
        breaker_reset_seconds: "u64",
        treasury: "pubkey",
      },
    },
    reset_breaker: {
      docs: "Closes a tripped breaker and forgets what was minted before, after the wait that was set when it tripped. Admin only.",
      accounts: [signer("admin"), config, writable("breaker")],
      args: {},
    },
    set_submitter: {
      docs: "Names another submitter. Admin only.",
      accounts: [signer("admin"), asWritable(config)],
      args: { submitter: "pubkey" },
    },
    propose_oracle: {
      docs: "Proposes to take only roots that the oracle decided, by the verifier set of `version` (the present one) or later; 0: any root of the submitter. Admin only.",
      accounts: [signer("admin"), asWritable(config), verifiers],
      args: { version: "u64" },
    },
    accept_oracle: {
      docs: "Makes the proposal hold, a challenge window after it; before the first root at once. Admin only.",
      accounts: [signer("admin"), asWritable(config)],
      args: {},
    },
    ...handOverInstructions(config),
    pause: {
      docs: "Stops (true) or resumes (false) claims; submission and finality go on. Admin only.",
      accounts: [signer("admin"), asWritable(config)],
      args: { paused: "bool" },
    },
    get_epoch: {
      docs: "The epoch's account as return data.",
      accounts: [epochByArg],
      args: { epoch: "u64" },
      returns: "EpochInfo",
    },
    emission_rate: {
      docs: "The running epoch, what the schedule gives it and gives until its end, and what was submitted, as return data.",
      accounts: [config],
      args: {},
      returns: "EmissionInfo",
    },
  },
  accounts: VAULT_ACCOUNTS,
  events: VAULT_EVENTS,
  structs: VAULT_STRUCTS,
};
