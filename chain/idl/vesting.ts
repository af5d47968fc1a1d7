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

const config = derived("config", [{ text: "config" }]);
const beneficiary = readonlyAccount("beneficiary");
const grant = asWritable(derived("grant", [{ text: "grant" }, { account: "beneficiary" }, { arg: "index" }]));
const escrow = asWritable(derived("escrow", [{ text: "escrow" }, { account: "grant" }]));
const token = fixed("token_program", TOKEN_PROGRAM);
const system = fixed("system_program", SYSTEM_PROGRAM);

/** Grants: tokens in escrow that become the beneficiary's over time. No key can stop or take back a grant. */
export const VESTING: ProgramItem = {
  name: "vesting",
  address: PROGRAM_IDS.vesting,
  singletons: { CONFIG: "config" },
  families: { GRANT: "grant", ESCROW: "escrow" },
  instructions: {
    initialize: {
      docs: "Names the admin, who creates grants, and the mint. Deployer only, once.",
      accounts: [signerWritable("deployer"), asWritable(config), readonlyAccount("mint"), system],
      args: { admin: "pubkey" },
    },
    create_grant: {
      docs: "Moves `total` from `source` (of `funder`, which signs) into an escrow of its own. Cliff and duration count from `start_at`. Admin only.",
      accounts: [
        signer("admin"),
        signer("funder"),
        signerWritable("payer"),
        beneficiary,
        asWritable(config),
        grant,
        escrow,
        writable("source"),
        readonlyAccount("mint"),
        token,
        system,
      ],
      args: { index: "u64", total: "u64", start_at: "i64", cliff_seconds: "u64", duration_seconds: "u64" },
    },
    release: {
      docs: "Pays what is vested and was not paid to the beneficiary's associated token account. Anyone may submit it.",
      accounts: [beneficiary, asWritable(config), grant, escrow, writable("destination"), token],
      args: { index: "u64" },
    },
    close: {
      docs: "After everything was released, returns the rent to who paid it. What strangers sent to the escrow goes to the beneficiary. Anyone may submit it.",
      accounts: [beneficiary, config, grant, escrow, writable("destination"), writable("payer"), token],
      args: { index: "u64" },
    },
    ...handOverInstructions(config),
  },
  accounts: {
    Config: {
      docs: "Who grants what, and running totals in base units.",
      fields: {
        ...HAND_OVER_FIELDS,
        mint: "pubkey",
        granted_total: "u64",
        released_total: "u64",
        bump: "u8",
      },
    },
    Grant: {
      docs: 'One grant, at ["grant", beneficiary, u64le]; its tokens lie at ["escrow", grant]. Times are unix seconds, amounts base units.',
      fields: {
        beneficiary: "pubkey",
        index: "u64",
        total: "u64",
        released: "u64",
        start_at: "i64",
        cliff_seconds: "u64",
        duration_seconds: "u64",
        /** Paid the rent and gets it back. */
        payer: "pubkey",
        /** Of the beneficiary's associated token account: spares the address search at each release. */
        destination_bump: "u8",
        escrow_bump: "u8",
        bump: "u8",
      },
    },
  },
  events: {
    VestingInitialized: { docs: "Grants can be made.", fields: { admin: "pubkey", mint: "pubkey" } },
    GrantCreated: {
      docs: "Tokens went into escrow.",
      fields: {
        beneficiary: "pubkey",
        index: "u64",
        total: "u64",
        start_at: "i64",
        cliff_seconds: "u64",
        duration_seconds: "u64",
      },
    },
    GrantReleased: {
      docs: "Vested tokens went to the beneficiary.",
      fields: { beneficiary: "pubkey", index: "u64", amount: "u64", released: "u64" },
    },
    GrantClosed: {
      docs: "A grant was paid in full and its rent returned.",
      fields: { beneficiary: "pubkey", index: "u64" },
    },
    ...HAND_OVER_EVENTS,
  },
  structs: {},
};
