import { SystemProgram } from "@solana/web3.js";
import type { ErrorNames } from "./anchor-log.ts";
import type { ProgramArtifact } from "./backend.ts";

/** Errors that System and Token programs return as a bare number. */
const BUILT_IN_ERRORS: ErrorNames = new Map([
  [
    SystemProgram.programId.toBase58(),
    new Map([
      [0, "AccountAlreadyInUse"],
      [1, "ResultWithNegativeLamports"],
    ]),
  ],
  [
    "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
    new Map([
      [1, "InsufficientFunds"],
      [3, "MintMismatch"],
      [4, "OwnerMismatch"],
    ]),
  ],
]);

/** Names of numbered errors: of the built-in programs, and of `programs` after their IDLs. */
export function errorNames(programs: readonly ProgramArtifact[]): ErrorNames {
  const known = programs.map(({ address, idl }): [string, ReadonlyMap<number, string>] => [
    address.toBase58(),
    new Map((idl.errors ?? []).map(({ code, name }) => [code, name])),
  ]);
  return new Map([...BUILT_IN_ERRORS, ...known]);
}
