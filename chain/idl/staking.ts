import { PROGRAM_IDS, SYSTEM_PROGRAM, TOKEN_PROGRAM } from "./addresses.ts";
import { HAND_OVER_EVENTS, HAND_OVER_FIELDS, handOverInstructions } from "./hand-over.ts";
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

const pool = derived("pool", [{ text: "pool" }]);
const stakeVault = asWritable(derived("stake_vault", [{ text: "stake_vault" }]));
const peer = readonlyAccount("peer");
const stakeAccount = asWritable(derived("stake_account", [{ text: "stake" }, { account: "peer" }]));
const peerAccount = derived("peer_account", [{ text: "peer" }, { account: "peer" }], PROGRAM_IDS.registry);
const registryProgram = fixed("registry_program", PROGRAM_IDS.registry);
const token = fixed("token_program", TOKEN_PROGRAM);
const system = fixed("system_program", SYSTEM_PROGRAM);

const stakeAccounts = [
  signerWritable("payer"),
  signer("wallet"),
  peer,
  asWritable(pool),
  stakeAccount,
  asWritable(peerAccount),
  writable("source"),
  stakeVault,
  registryProgram,
  token,
  system,
];

/** Stakes, their cooldown, tiers, and slashing. The vault's tokens are the sum of active and requested-back stake. */
export const STAKING: ProgramItem = {
  name: "staking",
  address: PROGRAM_IDS.staking,
  singletons: { POOL: "pool", STAKE_VAULT: "stake_vault" },
  families: { STAKE: "stake", SLASH: "slash" },
  instructions: {
    initialize: {
      docs: "Creates pool and stake vault. Tier tables: index 0 new to 4 platinum, ages in seconds, stakes in base units, both rising. destination is 0, burn: set_slash_destination names another. Deployer only, once.",
      accounts: [signerWritable("deployer"), asWritable(pool), stakeVault, readonlyAccount("mint"), token, system],
      args: {
        admin: "pubkey",
        slash_authority: "pubkey",
        cooldown_seconds: "u64",
        destination: "u8",
        tier_ages: "u64x5",
        tier_stakes: "u64x5",
      },
    },
    stake: {
      docs: "Moves `amount` from `source` (of the peer's wallet, which signs) into the stake vault. `payer` pays the rent of a first stake.",
      accounts: stakeAccounts,
      args: { amount: "u64" },
    },
    stake_once: {
      docs: "Stakes as `stake` does, if the peer's active stake still is `staked_before`: what is sent a second time is refused.",
      accounts: stakeAccounts,
      args: { amount: "u64", staked_before: "u64" },
    },
    request_unstake: {
      docs: "Takes `amount` out of the active stake; it is paid out after the cooldown and slashable until then. A further request restarts the cooldown of the whole.",
      accounts: [signer("wallet"), peer, pool, stakeAccount, asWritable(peerAccount), registryProgram],
      args: { amount: "u64" },
    },
    unstake: {
      docs: "After the cooldown, pays all that was requested back to `destination`, a token account of the wallet, which signs.",
      accounts: [
        signer("wallet"),
        peer,
        asWritable(pool),
        stakeAccount,
        peerAccount,
        writable("destination"),
        stakeVault,
        token,
      ],
      args: {},
    },
    slash: {
      docs: "Takes `amount` of the peer's stake to the pool's slash destination: active first, then what is being unstaked. Resets tier_since to now, also with amount 0. One slash for one evidence hash. `destination` is the mint where slashes burn.",
      accounts: [
        signer("slash_authority"),
        signerWritable("payer"),
        peer,
        asWritable(pool),
        stakeAccount,
        asWritable(derived("slash_record", [{ text: "slash" }, { arg: "evidence_hash" }])),
        asWritable(peerAccount),
        stakeVault,
        writable("destination"),
        registryProgram,
        token,
        system,
      ],
      args: { evidence_hash: "hash", amount: "u64" },
    },
    tier_of: {
      docs: "The peer's tier now, from the age since tier_since and the active stake, as return data.",
      accounts: [peer, pool, peerAccount],
      args: {},
      returns: "TierInfo",
    },
    refresh_tier: {
      docs: "Writes the tier of now into the registry. Anyone may call it.",
      accounts: [peer, pool, asWritable(peerAccount), registryProgram],
      args: {},
    },
    set_slash_destination: {
      docs: "Where slashed stake goes from now: 0 burn (`account` is the mint), 1 rewards pool (a token account of the rewards vault), 2 treasury (any other token account). Admin only.",
      accounts: [signer("admin"), asWritable(pool), readonlyAccount("account")],
      args: { destination: "u8" },
    },
    set_slash_authority: {
      docs: "Names another slash authority. Admin only.",
      accounts: [signer("admin"), asWritable(pool)],
      args: { slash_authority: "pubkey" },
    },
    ...handOverInstructions(pool),
  },
  accounts: {
    Pool: {
      docs: "Parameters and sums.",
      fields: {
        ...HAND_OVER_FIELDS,
        slash_authority: "pubkey",
        mint: "pubkey",
        cooldown_seconds: "u64",
        /** 0 burn, 1 rewards pool, 2 treasury. */
        destination: "u8",
        /** The mint where slashes burn, else the token account that receives them. */
        slash_destination: "pubkey",
        tier_ages: "u64x5",
        tier_stakes: "u64x5",
        /** Active and requested back: equals the stake vault's balance. */
        staked_total: "u64",
        slashed_total: "u64",
        vault_bump: "u8",
        bump: "u8",
      },
    },
    Stake: {
      docs: 'One peer\'s stake, at ["stake", peer].',
      fields: {
        peer: "pubkey",
        /** Active: counts for tiers. */
        amount: "u64",
        /** Requested back: slashable, counts for no tier. */
        unstaking: "u64",
        /** Unix seconds from which `unstaking` can be paid out; 0 when nothing is requested. */
        unlock_at: "i64",
        slashed_total: "u64",
        bump: "u8",
      },
    },
    SlashRecord: {
      docs: 'One slash, at ["slash", evidence_hash].',
      fields: { peer: "pubkey", evidence_hash: "hash", amount: "u64", slashed_at: "i64", bump: "u8" },
    },
  },
  events: {
    PoolInitialized: {
      docs: "Staking began.",
      fields: { admin: "pubkey", slash_authority: "pubkey", mint: "pubkey", cooldown_seconds: "u64" },
    },
    Staked: { docs: "Stake came in.", fields: { peer: "pubkey", amount: "u64", stake_amount: "u64", tier: "u8" } },
    UnstakeRequested: {
      docs: "The cooldown began.",
      fields: { peer: "pubkey", amount: "u64", stake_amount: "u64", unlock_at: "i64" },
    },
    Unstaked: { docs: "Stake went back to the wallet.", fields: { peer: "pubkey", amount: "u64" } },
    Slashed: {
      docs: "Stake went to the slash destination and tier age was reset.",
      fields: { peer: "pubkey", evidence_hash: "hash", amount: "u64", stake_amount: "u64" },
    },
    TierRefreshed: { docs: "The registry's tier was brought up to now.", fields: { peer: "pubkey", tier: "u8" } },
    SlashDestinationSet: {
      docs: "Slashed stake goes elsewhere from now.",
      fields: { destination: "u8", account: "pubkey" },
    },
    SlashAuthoritySet: { docs: "Another key may slash.", fields: { slash_authority: "pubkey" } },
    ...HAND_OVER_EVENTS,
  },
  structs: {
    TierInfo: {
      docs: "Return data of tier_of; age_seconds is 0 before tier_since.",
      fields: { tier: "u8", stake_amount: "u64", tier_since: "i64", age_seconds: "u64", tier_count: "u8" },
    },
  },
};
