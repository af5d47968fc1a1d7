import { PublicKey } from "@solana/web3.js";

/**
 * A public key that keeps its 32 bytes. web3.js keeps a big number and makes the bytes anew for whoever asks: for the accounts of one
 * claim about as much work as its signature. Everybody is given the same bytes, so nobody may write into them.
 */
export class KeptKey extends PublicKey {
  /** The key as a map key: latin1 keeps one character a byte and is the cheapest of the encodings. */
  readonly #text: string;
  readonly #bytes: Uint8Array;

  /** @param bytes 32 of them; copied */
  constructor(bytes: Uint8Array) {
    super(bytes);
    this.#bytes = Uint8Array.from(bytes);
    this.#text = bytesText(bytes);
  }

  get text(): string {
    return this.#text;
  }

  override toBytes(): Uint8Array {
    return this.#bytes;
  }
}

/** A key as a map key. */
export function keyText(key: PublicKey): string {
  return key instanceof KeptKey ? key.text : bytesText(key.toBytes());
}

/** The key of a map key: what `keyText` was made of. */
export function textKey(text: string): PublicKey {
  return new PublicKey(Buffer.from(text, "latin1"));
}

/** Bytes as a map key. */
export function bytesText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
