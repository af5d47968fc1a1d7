/** Sponsored registrations: what the peer signs, and the instruction of the Ed25519 program that carries the signature. */
import { Ed25519Program, type Keypair, type PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { CLUSTER, type TestPeer, type TestWorld } from "./test-world.ts";

/** What a test changes in the message that the peer signs. */
export interface ConsentChange {
  readonly domain?: string;
  readonly cluster?: Uint8Array;
  readonly program?: Uint8Array;
  readonly wallet?: Uint8Array;
  readonly nonce?: number;
}

/** The message by which `peer` agrees to be registered. */
export function consentMessage(world: TestWorld, peer: TestPeer, change: ConsentChange = {}): Buffer {
  const nonce = Buffer.alloc(8);
  nonce.writeUInt8(change.nonce ?? 0);
  return Buffer.concat([
    Buffer.from(change.domain ?? "LANTERN_REGISTER_V1"),
    change.cluster ?? CLUSTER,
    change.program ?? world.programs.registry.programId.toBytes(),
    peer.key.publicKey.toBytes(),
    change.wallet ?? peer.wallet.publicKey.toBytes(),
    nonce,
  ]);
}

/** The Ed25519 program's check of `signer`'s signature over `message`. */
export function signatureCheck(message: Uint8Array, signer: Keypair): TransactionInstruction {
  return Ed25519Program.createInstructionWithPrivateKey({ privateKey: signer.secretKey, message });
}

/** The registration that looks for that check in the instruction before. */
export async function sponsoredRegistration(
  world: TestWorld,
  peer: TestPeer,
  payer: PublicKey,
): Promise<TransactionInstruction> {
  const accounts = { payer, peer: peer.key.publicKey };
  return await world.call("registry", "registerSponsored", [peer.wallet.publicKey], accounts);
}
