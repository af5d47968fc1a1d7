import { accountBytes, TOKEN_ACCOUNT_BYTES } from "./account-bytes.ts";
import {
  type ClaimCadence,
  type ClaimDesign,
  type CostSetting,
  programBytes,
  STATUS_BYTES,
  yearCost,
} from "./claim-designs.ts";
import { BLOCK_LIMITS, BLOCK_LIMITS_NEWER, COMPUTE_UNITS_RESERVED, claimBlockUnits, claimRate } from "./claim-rate.ts";
import { RENT_RATES, rentLamports, solOf } from "./rates.ts";
import { payments } from "./who-pays.ts";

const CLASSIC = RENT_RATES[0].lamportsPerByte;
const SIZES = [10_000, 100_000, 1_000_000];
const DAILY: ClaimCadence = { kind: "interval", days: 1 };
/** Proof depth of a million leaves. */
const DEPTH = 20;
/** The first two years emit 125 M LANTERN. */
const EMISSION_LANTERN_PER_YEAR = 62_500_000;
const COMPUTE_UNITS = [15_000, 20_000, 30_000, 60_000, COMPUTE_UNITS_RESERVED];

const DESIGNS: readonly {
  readonly design: ClaimDesign;
  readonly name: string;
  readonly cadences: readonly ClaimCadence[];
}[] = [
  {
    design: "cumulative",
    name: "cumulative root, one account a peer",
    cadences: [DAILY, { kind: "interval", days: 7 }, { kind: "threshold", lantern: 100 }],
  },
  { design: "epoch-bitmap", name: "bitmap an epoch, kept", cadences: [DAILY] },
  { design: "zk-nullifier", name: "ZK nullifier a claim", cadences: [DAILY] },
  { design: "epoch-closed", name: "account a claim, closed after 30 days", cadences: [DAILY] },
  { design: "epoch-kept", name: "account a claim, kept", cadences: [DAILY] },
];

function number(value: number): string {
  return value.toFixed(value < 100 && !Number.isInteger(value) ? 2 : 0).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

function setting(peers: number, cadence: ClaimCadence, lamportsPerByte = CLASSIC): CostSetting {
  return {
    peers,
    cadence,
    epochsPerYear: 365,
    emissionLanternPerYear: EMISSION_LANTERN_PER_YEAR,
    lamportsPerByte,
    signaturesPerClaim: 1,
    bytes: programBytes(),
  };
}

function cadenceText(cadence: ClaimCadence): string {
  if (cadence.kind === "threshold") return `from ${cadence.lantern} LANTERN on`;
  return cadence.days === 1 ? "daily" : `every ${cadence.days} days`;
}

function designTable(): string {
  const rows = DESIGNS.flatMap(({ design, name, cadences }) =>
    cadences.map((cadence) => {
      const costs = SIZES.map((peers) => yearCost(design, setting(peers, cadence)));
      const grows = costs[0].lockGrows ? "every year" : costs[0].lockedLamports === 0n ? "nothing" : "once";
      return [
        name,
        design === "cumulative" ? cadenceText(cadence) : "any",
        ...costs.flatMap(({ spentLamports, lockedLamports }) => [
          `${number(solOf(spentLamports))} + ${number(solOf(lockedLamports))}`,
        ]),
        grows,
      ];
    }),
  );
  return table(["design", "claims", "10,000 peers", "100,000 peers", "1,000,000 peers", "locks"], rows);
}

function sizeTable(): string {
  const accounts: readonly (readonly [string, number])[] = [
    ["registry `Peer`", accountBytes("registry", "Peer")],
    ["token account", TOKEN_ACCOUNT_BYTES],
    ["staking `Stake`", accountBytes("staking", "Stake")],
    ["rewards_vault `Claim`", accountBytes("rewards_vault", "Claim")],
    ["rewards_vault `Epoch`, one an epoch", accountBytes("rewards_vault", "Epoch")],
    ["status account of the alternatives", STATUS_BYTES],
  ];
  const rates = RENT_RATES.map(({ lamportsPerByte }) => lamportsPerByte);
  return table(
    ["account", "bytes", ...rates.map((rate) => `rent at ${number(Number(rate))}`)],
    accounts.map(([name, bytes]) => [
      name,
      String(bytes),
      ...rates.map((rate) => number(Number(rentLamports(bytes, rate)))),
    ]),
  );
}

function rateTable(): string {
  const rows = COMPUTE_UNITS.map((units) => {
    const taken = claimBlockUnits(units, DEPTH);
    const { claimsPerSecond, peersDailyMax } = claimRate(taken, BLOCK_LIMITS);
    const newer = claimRate(taken, BLOCK_LIMITS_NEWER).claimsPerSecond;
    const minutes = 1_000_000 / claimsPerSecond / 60;
    return [units, taken, Math.round(claimsPerSecond), Math.round(newer), Math.round(minutes), peersDailyMax].map(
      number,
    );
  });
  const heads = [
    "compute units",
    "units of the block",
    "claims/s at 12 M",
    "claims/s at 24 M",
    "minutes for 1 M peers",
  ];
  return table([...heads, "daily claimers, most"], rows);
}

function payerTable(): string {
  return table(
    ["transaction", "paid by", "signatures", "fee, lamports", "rent, lamports"],
    payments(CLASSIC).map(({ occasion, payer, signatures, feeLamports, rentLamports: rent }) => [
      occasion,
      payer,
      String(signatures),
      number(Number(feeLamports)),
      number(Number(rent)),
    ]),
  );
}

/** The page `docs/chain-costs.md`, whose every number is the model's: a change of an account's size changes it. */
export function costsPage(): string {
  const own = solOf(yearCost("cumulative", setting(10_000, DAILY)).lockedLamports);
  const small = solOf(
    yearCost("cumulative", { ...setting(10_000, DAILY), bytes: { ...programBytes(), claim: STATUS_BYTES } })
      .lockedLamports,
  );
  return `# What the chain costs

Written by \`chain/cost-model/costs-page.ts\`; a test holds this page to it (\`npx vitest run chain/cost-model -u\` accepts a change).
The report of a run has the same tables for its own rent, epochs and measured compute units.

## By design

SOL of the first year, spent + locked, at ${number(Number(CLASSIC))} lamports a byte, 365 epochs, one signature a claim, 62.5 M LANTERN emitted. Spent is gone: base fees, in the ZK design also those of its trees. Locked is the rent of accounts. Leaves of single epochs need a proof each, and two proofs of 10,000 leaves fit into no packet: those designs run a transaction a peer and epoch, however rarely peers claim.

${designTable()}

Under a threshold the number of claims is the emission over it, whoever earns it, until single peers pass the threshold in every epoch. A bitmap is one account that every claim of an epoch writes.

## Account sizes and rent

${sizeTable()}

[CHAIN.md](CHAIN.md) counts ${STATUS_BYTES} bytes for the account a peer, ${number(small)} SOL for 10,000; the program's holds more (the leaf of the last claim, the unlock's buckets), ${number(own)} SOL. Rent is a cluster's state and falls in steps (SIMD-0437): \`costs.rentLamportsPerByte\` of a scenario.

## Claims a second

One vault's config and mint are written by every claim: the limit of a written account (12 M units a block, 24 M in newer releases, slots of 400 ms) holds for all of them together. Beside its compute a claim takes units for its signature (720), its write locks (300 each) and its data (one for 4 bytes), here with a proof of ${DEPTH} nodes.

${rateTable()}

The model leaves out loaded account data and other traffic; the embedded chains have no block limits at all.

## Who pays

${payerTable()}

A peer that signed its claims itself beside a sponsor would double their base fees.
`;
}
