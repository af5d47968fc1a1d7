/**
 * Blind signatures as the rules need them (RFC 9474, RSABSSA-SHA384-PSS-Randomized): the signer never sees the message, nor can it link
 * a signature to the request it came from. Asynchronous, as WebCrypto is: issue and check happen once a session, not once a receipt.
 */
export interface BlindPort {
  /** A key pair of 2,048 bits for an issuer. */
  generateIssuer(): Promise<BlindIssuerKey>;
  /** Blinds `message`: what is sent to the issuer, and what the holder keeps to finish with. */
  blind(publicKey: BlindPublicKey, message: Uint8Array): Promise<BlindRequest>;
  /** The issuer's answer to a blinded message. @throws where `blinded` is no element of the key's group */
  sign(issuer: BlindIssuerKey, blinded: Uint8Array): Promise<Uint8Array>;
  /** The credential of the message of `request`. @throws where the answer is not the issuer's signature on that request */
  finish(publicKey: BlindPublicKey, request: BlindRequest, answer: Uint8Array): Promise<BlindCredential>;
  /** Whether the credential is the issuer's and certifies `message`. */
  verify(publicKey: BlindPublicKey, credential: BlindCredential, message: Uint8Array): Promise<boolean>;
}

/** Opaque to the rules: the implementation's key handle. */
export interface BlindPublicKey {
  readonly handle: unknown;
}

export interface BlindIssuerKey {
  readonly handle: unknown;
  readonly publicKey: BlindPublicKey;
}

export interface BlindRequest {
  /** Sent to the issuer: uniformly random whatever the message. */
  readonly blinded: Uint8Array;
  /** The message with 32 random bytes in front, and the inverse of the blinding factor: the holder's secrets. */
  readonly prepared: Uint8Array;
  readonly inverse: Uint8Array;
}

export interface BlindCredential {
  /** 32 random bytes, then the message. */
  readonly prepared: Uint8Array;
  /** 256 bytes. */
  readonly signature: Uint8Array;
}

/** Random bytes that a prepared message begins with. Source: RFC 9474, section 4.1 */
export const BLIND_PREFIX_BYTES = 32;
