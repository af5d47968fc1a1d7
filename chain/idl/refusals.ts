/** Anchor's first code for a program's own errors. */
export const REFUSAL_CODE_FIRST = 6000;

/**
 * Every refusal of the three programs, in the order of its number (6000 + index): append only. One list for all of them, since a
 * refusal passes through a call from one program into another unchanged. The names shared with `protocol/ledger.ts` come first.
 */
export const REFUSALS = {
  AlreadyRegistered: "The peer has an account already",
  NotRegistered: "The peer has no account in the registry",
  InsufficientFunds: "The token account holds less than the amount",
  InsufficientStake: "The stake is smaller than the amount",
  Locked: "The cooldown has not ended",
  NothingToUnstake: "No stake was requested back",
  EpochOutOfOrder: "The epoch is not the next one, or has not ended",
  EmissionExceeded: "The cumulative total exceeds the emission schedule",
  NotFinal: "The challenge window of the root has not ended, or the root was not finalised",
  StaleRoot: "A later root is final: claim against that one",
  InvalidProof: "The Merkle proof does not lead from the leaf to the root",
  ProofTooLong: "The proof is longer than the deepest tree",
  CumulativeRegressed: "A cumulative value is below its last one",
  NothingToClaim: "Everything that the leaf grants was paid or forfeited",
  ExceedsTotal: "Claims would exceed the finalised cumulative total",
  AlreadySlashed: "This evidence was used already",
  RootFinal: "The root of the epoch is final",
  ArithmeticError: "The arithmetic overflows",
  Unauthorized: "The signature of the authority is missing",
  AccountOwnedByWrongProgram: "The account belongs to another program",
  DiscriminatorMismatch: "The account is of another type",
  ConstraintSeeds: "The address is not the one derived from the seeds",
  OwnerMismatch: "The token account has another owner or mint",
  InvalidProgramId: "The program is not the expected one",
  DuplicateAccount: "One account was passed twice",
  MissingPeerSignature: "The peer key did not sign",
  AlreadyInitialized: "The account is in use already",
  AccountNotInitialized: "The account does not exist",
  AccountMissing: "The instruction needs more accounts",
  InvalidArguments: "The arguments can not be decoded",
  InvalidParameters: "A parameter is out of bounds",
  InvalidMint: "The mint must have 6 decimals, the vault as authority and no freeze authority",
  Paused: "Claims are paused",
  PeerRevoked: "The peer was revoked",
  PayerNotSigner: "The payer must sign and be writable",
  UnknownInstruction: "The program has no such instruction",
} as const;

export type RefusalName = keyof typeof REFUSALS;
