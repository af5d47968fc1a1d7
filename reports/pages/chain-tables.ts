import { identityRentLamports, payments } from "../../chain/cost-model/who-pays.ts";
import { claimRates, rentInForce } from "../chain-costs.ts";
import type { RunResult } from "../figure.ts";
import { paragraphHtml, tableHtml } from "../html.ts";
import { countText, figureText, THIN_SPACE, usdText } from "../number-text.ts";

const LAMPORTS_PER_SOL = 1e9;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3_600;
const MILLION = 1_000_000;

/** What one vault sustains at the compute units that this run measured, and where it breaks; empty where no claim ran. */
export function claimRateHtml(run: RunResult): string {
  const rows = claimRates(run);
  const typical = rows[0];
  if (typical === undefined) return "";
  const { claimsPerSecond, peersDailyMax } = typical;
  const minutes = MILLION / claimsPerSecond / SECONDS_PER_MINUTE;
  const lead = `Every claim writes the vault's config and the mint, so all of them share what one account may take of a block. At ${countText(typical.computeUnits)} compute units, the median of this run, one vault sustains ${figureText(claimsPerSecond)} claims a second: a million peers need ${figureText(minutes)} minutes. It breaks above ${figureText(peersDailyMax)} peers that claim daily, or above ${figureText(claimsPerSecond * SECONDS_PER_HOUR)} that all claim in the hour after finality.`;
  const table = tableHtml(
    {
      caption: "Claims that one vault sustains, by compute units of a claim",
      columns: [
        "compute units of a claim",
        "units",
        "claims a second",
        "claims a second, 24 M limit",
        "minutes for 1 M peers",
        "daily claimers, most",
      ],
      rows: rows.map((row) => [
        row.basis,
        row.computeUnits,
        row.claimsPerSecond,
        row.claimsPerSecondNewer,
        MILLION / row.claimsPerSecond / SECONDS_PER_MINUTE,
        row.peersDailyMax,
      ]),
    },
    { cards: true },
  );
  const note =
    "Computed from block limits: 60 M units a block, 12 M a written account (24 M in newer releases), slots of 400 ms; signatures, write locks and instruction data counted, other traffic not. The embedded chain has no such limits.";
  return `<h3>What one vault sustains</h3>${paragraphHtml(lead)}${table}${paragraphHtml(note, "note")}`;
}

/** Who pays fees and rents in the twin, and the price of an identity that follows. */
export function whoPaysHtml(run: RunResult): string {
  const rent = rentInForce(run.manifest);
  const { solPriceUsd } = run.summary.chain.network;
  const identitySol = Number(identityRentLamports(rent)) / LAMPORTS_PER_SOL;
  const lead = `Peers start without SOL: a sponsor pays their fees and rents. Its signature stands beside the peer's, which doubles the base fee of a registration or a stake; a claim needs no signature of the peer and stays at one. All accounts of a staking peer lock ${figureText(identitySol)}${THIN_SPACE}SOL (${usdText(identitySol * solPriceUsd)}) at ${countText(Number(rent))} lamports a byte: no instruction closes them, so that is also what an identity more costs.`;
  const table = tableHtml(
    {
      caption: "Who pays what, lamports",
      columns: ["transaction", "paid by", "signatures", "base fee, lamports", "data bytes opened", "rent, lamports"],
      rows: payments(rent).map(({ occasion, payer, signatures, feeLamports, opensBytes, rentLamports }) => [
        occasion,
        payer,
        signatures,
        Number(feeLamports),
        opensBytes.reduce((sum, bytes) => sum + bytes, 0),
        Number(rentLamports),
      ]),
      prose: ["paid by"],
    },
    { cards: true },
  );
  return `<h3>Who pays</h3>${paragraphHtml(lead)}${table}`;
}
