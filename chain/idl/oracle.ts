import { PROGRAM_IDS, SYSTEM_PROGRAM } from "./addresses.ts";
import { HAND_OVER_EVENTS, HAND_OVER_FIELDS, handOverInstructions } from "./hand-over.ts";
import { asWritable, derived, fixed, type ProgramItem, signer, signerWritable } from "./shape.ts";

const verifiers = derived("verifiers", [{ text: "verifiers" }]);
const system = fixed("system_program", SYSTEM_PROGRAM);

/** Several verifiers, one answer: the median of their values and the root that a quorum agrees on. */
export const ORACLE: ProgramItem = {
  name: "oracle",
  address: PROGRAM_IDS.oracle,
  singletons: { VERIFIERS: "verifiers" },
  families: { VERIFIER: "verifier", REPORT: "report", DECISION: "decision" },
  instructions: {
    initialize: {
      docs: "Creates the empty set; `admin` is who changes it (an operator, later a governance authority). Deployer only, once.",
      accounts: [signerWritable("deployer"), asWritable(verifiers), system],
      args: { admin: "pubkey", first_epoch: "u64" },
    },
    set_verifiers: {
      docs: "Replaces the set and raises its version: reports of the old version count no more. `fault_limit` liars need 3 f + 1 verifiers. Admin only.",
      accounts: [signer("admin"), asWritable(verifiers)],
      args: { fault_limit: "u8", keys: "hashes" },
    },
    submit_report: {
      docs: "One verifier's answer for the epoch that is due, under the set's present version. Once a version.",
      accounts: [
        signer("verifier"),
        signerWritable("payer"),
        verifiers,
        asWritable(derived("verifier_account", [{ text: "verifier" }, { account: "verifier" }])),
        asWritable(derived("report", [{ text: "report" }, { arg: "epoch" }, { account: "verifier" }])),
        system,
      ],
      args: { epoch: "u64", version: "u64", bytes_total: "u64", root: "hash" },
    },
    aggregate: {
      docs: "Decides the epoch that is due from the reports passed as further accounts: a quorum of them, of the present version, no verifier twice. Anyone may submit it.",
      accounts: [
        signerWritable("payer"),
        asWritable(verifiers),
        asWritable(derived("decision", [{ text: "decision" }, { arg: "epoch" }])),
        system,
      ],
      args: { epoch: "u64" },
    },
    get_decision: {
      docs: "The decision of an epoch as return data.",
      accounts: [derived("decision", [{ text: "decision" }, { arg: "epoch" }])],
      args: { epoch: "u64" },
      returns: "DecisionInfo",
    },
    ...handOverInstructions(verifiers),
  },
  accounts: {
    VerifierSet: {
      docs: "Who verifies now, how many of them may lie, and which epoch is due.",
      fields: {
        ...HAND_OVER_FIELDS,
        /** Rises with each set_verifiers. */
        version: "u64",
        next_epoch: "u64",
        fault_limit: "u8",
        verifier_count: "u8",
        /** The first `verifier_count` are meant. */
        keys: "pubkeyx32",
        bump: "u8",
      },
    },
    Verifier: {
      docs: 'What one verifier did, at ["verifier", key]: the basis of its grant.',
      fields: { verifier: "pubkey", report_count: "u64", last_epoch: "u64", bump: "u8" },
    },
    Report: {
      docs: 'One verifier\'s answer, at ["report", u64le, key].',
      fields: {
        epoch: "u64",
        verifier: "pubkey",
        version: "u64",
        /** Verified bytes of the epoch, all peers. */
        bytes_total: "u64",
        root: "hash",
        submitted_at: "i64",
        bump: "u8",
      },
    },
    Decision: {
      docs: 'What the verifiers decided, at ["decision", u64le]. Kept: they are the history.',
      fields: {
        epoch: "u64",
        version: "u64",
        /** Lower median of the reports. */
        bytes_total: "u64",
        root: "hash",
        report_count: "u8",
        /** Reports that named `root`. */
        agreeing_count: "u8",
        decided_at: "i64",
        bump: "u8",
      },
    },
  },
  events: {
    OracleInitialized: { docs: "Verifiers can be named.", fields: { admin: "pubkey", first_epoch: "u64" } },
    VerifiersSet: {
      docs: "Another set verifies from now.",
      fields: { version: "u64", verifier_count: "u8", fault_limit: "u8" },
    },
    ReportSubmitted: {
      docs: "A verifier answered.",
      fields: { epoch: "u64", verifier: "pubkey", version: "u64", bytes_total: "u64", root: "hash" },
    },
    EpochDecided: {
      docs: "A quorum agreed.",
      fields: { epoch: "u64", bytes_total: "u64", root: "hash", report_count: "u8", agreeing_count: "u8" },
    },
    ...HAND_OVER_EVENTS,
  },
  structs: {
    DecisionInfo: {
      docs: "Return data of get_decision.",
      fields: { epoch: "u64", version: "u64", bytes_total: "u64", root: "hash", decided_at: "i64", bump: "u8" },
    },
  },
};
