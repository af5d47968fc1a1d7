import { INSTRUCTIONS_SYSVAR, PROGRAM_IDS, SYSTEM_PROGRAM } from "./addresses.ts";
import { asWritable, derived, fixed, type ProgramItem, readonlyAccount, signer, signerWritable } from "./shape.ts";

const config = derived("config", [{ text: "config" }]);
const peerAccount = derived("peer_account", [{ text: "peer" }, { account: "peer" }]);
/** For instructions that do not name the peer: passed by the caller, checked by owner and discriminator. */
const anyPeerAccount = readonlyAccount("peer_account");
const system = fixed("system_program", SYSTEM_PROGRAM);

/** Peer identities: who they are, where they are paid, since when they count, what they relayed and staked. */
export const REGISTRY: ProgramItem = {
  name: "registry",
  address: PROGRAM_IDS.registry,
  singletons: { CONFIG: "config" },
  families: { PEER: "peer" },
  instructions: {
    initialize: {
      docs: "Stores the cluster's tag, which every sponsored registration names. Deployer only, once.",
      accounts: [signerWritable("deployer"), asWritable(config), system],
      args: { cluster: "hash" },
    },
    register: {
      docs: "Creates the peer's account, paid by `payer` (the peer itself or a sponsor). The peer key signs the transaction. Tier age counts from now.",
      accounts: [signerWritable("payer"), signer("peer"), asWritable(peerAccount), system],
      args: { wallet: "pubkey" },
    },
    register_sponsored: {
      docs: "The same for a peer that signs no transaction: the instruction right before this one is the Ed25519 program's check of the peer's signature over LANTERN_REGISTER_V1, cluster, program, peer, wallet and nonce 0.",
      accounts: [
        signerWritable("payer"),
        readonlyAccount("peer"),
        asWritable(peerAccount),
        config,
        fixed("instructions", INSTRUCTIONS_SYSVAR),
        system,
      ],
      args: { wallet: "pubkey" },
    },
    rotate_wallet: {
      docs: "Moves pay and stake rights to another wallet. Peer key and present wallet both sign: one stolen key moves nothing.",
      accounts: [signer("peer"), signer("wallet"), asWritable(peerAccount)],
      args: { new_wallet: "pubkey" },
    },
    revoke: {
      docs: "Ends the identity, signed by its key or its wallet (`authority`). Claims and unstaking still work; the key never registers again.",
      accounts: [signer("authority"), readonlyAccount("peer"), asWritable(peerAccount)],
      args: {},
    },
    record_claim: {
      docs: "From rewards_vault's claim, signed by its config PDA: cumulative bandwidth (never falls) and tier_since (the later of the two counts).",
      accounts: [signer("authority"), asWritable(anyPeerAccount)],
      args: { bandwidth_total: "u64", tier_since: "i64" },
    },
    record_stake: {
      docs: "From staking, signed by its pool PDA: the active stake, the tier it gives now, and tier_since (the later of the two counts; a slash passes now).",
      accounts: [signer("authority"), asWritable(anyPeerAccount)],
      args: { stake_amount: "u64", tier: "u8", tier_since: "i64" },
    },
    peer_info: {
      docs: "The peer's account as return data.",
      accounts: [readonlyAccount("peer"), peerAccount],
      args: {},
      returns: "PeerInfo",
    },
  },
  accounts: {
    Config: {
      docs: "Names the cluster in the messages that peers sign: a signature for one cluster registers nobody on another.",
      fields: { cluster: "hash", bump: "u8" },
    },
    Peer: {
      docs: 'One identity, at ["peer", peer]. Times are unix seconds, amounts base units.',
      fields: {
        peer: "pubkey",
        wallet: "pubkey",
        /** 0 new, 1 bronze, 2 silver, 3 gold, 4 platinum; as of the last stake, slash or refresh_tier (staking.tier_of is current). */
        tier: "u8",
        /** 1 active, 2 revoked. */
        status: "u8",
        stake_amount: "u64",
        bandwidth_total: "u64",
        registered_at: "i64",
        tier_since: "i64",
        /** Rises with each wallet rotation. */
        nonce: "u64",
        bump: "u8",
      },
    },
  },
  events: {
    PeerRegistered: {
      docs: "An identity began.",
      fields: { peer: "pubkey", wallet: "pubkey", payer: "pubkey", registered_at: "i64" },
    },
    WalletRotated: {
      docs: "Pay goes elsewhere from now.",
      fields: { peer: "pubkey", wallet_old: "pubkey", wallet_new: "pubkey", nonce: "u64" },
    },
    PeerRevoked: { docs: "An identity ended.", fields: { peer: "pubkey", authority: "pubkey" } },
    ClaimRecorded: {
      docs: "A claim moved bandwidth or tier age.",
      fields: { peer: "pubkey", bandwidth_total: "u64", tier_since: "i64" },
    },
    StakeRecorded: {
      docs: "Staking moved stake, tier or tier age.",
      fields: { peer: "pubkey", stake_amount: "u64", tier: "u8", tier_since: "i64" },
    },
  },
  structs: {
    PeerInfo: {
      docs: "Return data of peer_info.",
      fields: {
        peer: "pubkey",
        wallet: "pubkey",
        tier: "u8",
        status: "u8",
        stake_amount: "u64",
        bandwidth_total: "u64",
        registered_at: "i64",
        tier_since: "i64",
        nonce: "u64",
        bump: "u8",
      },
    },
  },
};
