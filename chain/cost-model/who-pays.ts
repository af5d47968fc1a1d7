import type { Lamports } from "../../base/units.ts";
import { LAMPORTS_PER_SIGNATURE } from "../backends/fees.ts";
import { accountBytes, TOKEN_ACCOUNT_BYTES } from "./account-bytes.ts";
import { rentLamports } from "./rates.ts";

/** A transaction of the twin, and what it costs whom. */
export interface Payment {
  readonly occasion: string;
  readonly payer: "sponsor" | "operator";
  readonly signatures: number;
  readonly feeLamports: Lamports;
  /** Data bytes of the accounts that it opens. */
  readonly opensBytes: readonly number[];
  readonly rentLamports: Lamports;
}

function payment(
  occasion: string,
  payer: Payment["payer"],
  signatures: number,
  opensBytes: readonly number[],
  lamportsPerByte: bigint,
): Payment {
  const rent = opensBytes.reduce((sum, bytes) => sum + rentLamports(bytes, lamportsPerByte), 0n);
  const feeLamports = LAMPORTS_PER_SIGNATURE * BigInt(signatures);
  return { occasion, payer, signatures, feeLamports, opensBytes, rentLamports: rent };
}

/**
 * Who pays what in the twin: peers start without SOL, so a sponsor pays their fees and rents, and its signature stands beside theirs.
 * A claim needs no signature of the peer (it pays to the registered wallet whoever submits it), so it stays at one.
 */
export function payments(lamportsPerByte: bigint): readonly Payment[] {
  const registry = accountBytes("registry", "Peer");
  const stake = accountBytes("staking", "Stake");
  const claim = accountBytes("rewards_vault", "Claim");
  const epoch = accountBytes("rewards_vault", "Epoch");
  return [
    payment(
      "a peer registers (with its token account)",
      "sponsor",
      2,
      [registry, TOKEN_ACCOUNT_BYTES],
      lamportsPerByte,
    ),
    payment("its first stake", "sponsor", 2, [stake], lamportsPerByte),
    payment("its first claim", "sponsor", 1, [claim], lamportsPerByte),
    payment("each later claim", "sponsor", 1, [], lamportsPerByte),
    payment("an epoch's root is submitted", "operator", 1, [epoch], lamportsPerByte),
    payment("an epoch's root is finalised", "operator", 1, [], lamportsPerByte),
  ];
}

/** Rent of all accounts of one peer: what an identity costs to open, unless closing one pays it back. */
export function identityRentLamports(lamportsPerByte: bigint): Lamports {
  return payments(lamportsPerByte)
    .filter(({ payer }) => payer === "sponsor")
    .reduce((sum, { rentLamports: rent }) => sum + rent, 0n);
}
