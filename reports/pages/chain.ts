import type { RunResult } from "../figure.ts";
import { paragraphHtml, sectionHtml, termsHtml } from "../html.ts";
import { countText, figureText, NO_VALUE, THIN_SPACE, usdText } from "../number-text.ts";
import { claimRateHtml, whoPaysHtml } from "./chain-tables.ts";
import { sectionFigures } from "./figure-html.ts";

const LAMPORTS_PER_SOL = 1e9;

function solText(lamports: number, solPriceUsd: number): string {
  const sol = lamports / LAMPORTS_PER_SOL;
  return `${figureText(sol)}${THIN_SPACE}SOL (${usdText(sol * solPriceUsd)})`;
}

export function chainHtml(run: RunResult, document: Document): string {
  const { chain, peers } = run.summary;
  const { network } = chain;
  const price = network.solPriceUsd;
  if (chain.backend === "none") {
    const text =
      "No program ran: the scenario settles on the in-memory ledger alone, so there is nothing measured to extrapolate from.";
    return sectionHtml(
      "chain",
      "Chain",
      paragraphHtml(text) + sectionFigures("chain", run, document) + whoPaysHtml(run),
    );
  }
  const rentPerPeer = Number(network.rentLamportsPerPeer);
  const feesPerYear = Number(network.feesLamportsPerYear);
  const lead = `${countText(chain.transactions)} transactions really ran on the compiled programs (${chain.backend}), for a cohort of ${countText(chain.cohort)} of ${countText(peers.count)} peers; the others use the ledger that conformance tests hold equal. Costs of the whole network are extrapolated from the cohort's, at ${usdText(price)} for one SOL. Rent is the deposit in the accounts that were opened.`;
  const terms = termsHtml([
    ["Compute units, all", figureText(chain.computeUnits)],
    ["Fees paid by the cohort", solText(Number(chain.feesLamports), price)],
    ["Rent locked by the cohort", solText(Number(chain.rentLamports), price)],
    ["Whole network: fees a year", solText(feesPerYear, price)],
    ["Fees a year, each peer", peers.count > 0 ? solText(feesPerYear / peers.count, price) : NO_VALUE],
    ["Rent, each peer", solText(rentPerPeer, price)],
    ["Whole network: rent", solText(rentPerPeer * peers.count, price)],
  ]);
  return sectionHtml(
    "chain",
    "Chain: what really ran, and what it costs",
    paragraphHtml(lead) + terms + sectionFigures("chain", run, document) + claimRateHtml(run) + whoPaysHtml(run),
  );
}
