/**
 * Fixed addresses. The programs and the deployer are those of public development keys (`development-key.ts`): a network
 * that goes live replaces these lines and rebuilds (`chain/programs/README.md` says why the key is in the build).
 */
export const PROGRAM_IDS = {
  registry: "9szpa9wKGXSnmdcHnq9CM9WpzDVJ6fmrwxwtFrw5h6DQ",
  rewardsVault: "8DVsXGP7wf7JzmM2ojVLJwCUeDvqJqAY2d5YmjZKcFeV",
  staking: "CPmhpyzaNZizBvyFeBqvTKceC2wWo2q4e4gqH5kQVdFc",
  vesting: "8SC9xaBNCGVjwD8m96nvqRfU1D2eSbyccDvJUrjGSHav",
  oracle: "HgrAHaGi3V9eKG2FfYUSEHLmTgvsXZEyfK1u8WZGFcri",
  governance: "H2rQ6XqvYgadRgr4ibrXvBxDRTTZMR4hH6bWwvHwVWo1",
} as const;

/** The only key that may call the `initialize` instructions: nobody can run ahead of it. */
export const DEPLOYER = "8YbhdnyhdZsMyoiGEUuTuJSMPz7n3tfNaoyggEMduxEs";

export const SYSTEM_PROGRAM = "11111111111111111111111111111111";
export const TOKEN_PROGRAM = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
export const ASSOCIATED_TOKEN_PROGRAM = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL";
export const ED25519_PROGRAM = "Ed25519SigVerify111111111111111111111111111";
/** The sysvar that shows a program the other instructions of its transaction. */
export const INSTRUCTIONS_SYSVAR = "Sysvar1nstructions1111111111111111111111111";
