import { existsSync, readFileSync } from "node:fs";
import { TwinError } from "../../base/errors.ts";
import { type ChainSigner, signerFromSeed } from "./signer.ts";

/** A key pair of a file. */
export interface FileKey {
  readonly signer: ChainSigner;
  /** 32-byte Ed25519 seed. */
  readonly seed: Uint8Array;
}

const EXPECTED = "a key pair as `solana-keygen new` writes it: a JSON list of 64 bytes";

/**
 * Reads a key pair in the form of the Solana tools.
 * @throws TwinError CHAIN_KEY_FILE where the file is missing, of another form, or its halves do not belong together
 */
export function readKeyFile(path: string): FileKey {
  if (!existsSync(path)) throw fault(path, "the key file is missing");
  const bytes = byteList(path, readFileSync(path, "utf8"));
  const seed = Uint8Array.from(bytes.slice(0, 32));
  const signer = signerFromSeed(seed);
  if (Buffer.compare(signer.publicKeyBytes, Uint8Array.from(bytes.slice(32))) !== 0)
    throw fault(path, "the public half is another key's");
  return { signer, seed };
}

function byteList(path: string, text: string): readonly number[] {
  // The text itself is never shown: it may be a secret with a typing error.
  const words = /^\s*\[([\d\s,]*)\]\s*$/.exec(text)?.[1]?.split(",") ?? [];
  const bytes = words.map((word) => (/^\s*\d{1,3}\s*$/.test(word) ? Number(word) : Number.NaN));
  if (bytes.length !== 64 || bytes.some((byte) => !(byte <= 255))) throw fault(path, "not a key pair");
  return bytes;
}

function fault(path: string, problem: string): TwinError {
  return new TwinError("CHAIN_KEY_FILE", problem, { file: path, expected: EXPECTED });
}
