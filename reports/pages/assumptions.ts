import type { RunResult } from "../figure.ts";
import { escapeHtml, paragraphHtml, sectionHtml, tableHtml } from "../html.ts";
import { countText, lanternOf, lanternText, shareText } from "../number-text.ts";
import { paramsInForce } from "../params-in-force.ts";
import { LIMITS } from "./limits-text.ts";

function listHtml(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</ul>`;
}

/** Every way in which this run did less than the whole thing, in words. */
export function relaxedModes(run: RunResult): readonly string[] {
  const { receipts, chain, peers } = run.summary;
  const share = shareText(receipts.auditedShare);
  const receiptText = {
    all: "Receipts: every one was encoded, signed, carried, verified and guarded one by one.",
    audited: `Receipts: ${countText(receipts.audited)} of ${countText(receipts.signed)} (${share}) were encoded, signed and verified one by one; the rest were settled in closed form by the same rules.`,
    settled: "Receipts: all were settled in closed form by the same rules; none was signed or verified one by one.",
  }[receipts.mode];
  const chainText =
    chain.backend === "none"
      ? "Chain: no program ran; all settlement is the in-memory ledger's."
      : `Chain: ${countText(chain.cohort)} of ${countText(peers.count)} peers settle on the real programs, the rest on the in-memory ledger.`;
  const hop = paramsInForce(run.manifest)["directive.peerSeesNextHop"]
    ? "Directive: a peer sees by its next hop whether a session is sampled, as the described routing implies."
    : "Directive: a peer cannot tell a sampled session from a direct one, as the specification claims and its routing does not give.";
  const warm =
    "Start: the twin starts warm; peers begin with registration ages and stakes from the scenario's distributions.";
  return [receiptText, chainText, hop, warm];
}

function checksHtml(run: RunResult): string {
  const { checks } = run.summary;
  if (checks.length === 0) return paragraphHtml("The scenario names no check.");
  const rows = checks.map((check) => [check.name, check.passed ? "passed" : "FAILED", check.detail]);
  return tableHtml(
    { caption: "Checks of this run", columns: ["check", "result", "detail"], rows, prose: ["detail"] },
    { cards: true },
  );
}

function changedHtml(run: RunResult): string {
  const changed = run.manifest.changedParams;
  if (changed.length === 0) return paragraphHtml("Every parameter has its default value.");
  return tableHtml(
    {
      prose: ["in this run", "default"],
      caption: "Parameters that differ from their defaults",
      columns: ["parameter", "in this run", "default"],
      rows: changed.map((p) => [p.path, p.value, p.default]),
    },
    { cards: true },
  );
}

/** What holders decided while the run went on; nothing where nobody governs. */
function governanceHtml({ summary }: RunResult): readonly string[] {
  if (summary.governance === undefined) return [];
  const rows = summary.governance.map((proposal) => [
    proposal.title,
    Object.entries(proposal.set)
      .map(([path, value]) => `${path} = ${value}`)
      .join(", "),
    `${lanternText(lanternOf(proposal.votesForBase))} for, ${lanternText(lanternOf(proposal.votesAgainstBase))} against`,
    proposal.executedSeconds === undefined
      ? [proposal.status, proposal.reason].filter((part) => part !== "").join(": ")
      : `executed on day ${(proposal.executedSeconds / 86_400).toFixed(1)}`,
  ]);
  const columns = ["proposal", "sets", "votes", "outcome"];
  return [
    "<h3>Decided by holders</h3>",
    tableHtml({ caption: "Proposals of this run", columns, rows, prose: ["sets", "votes"] }, { cards: true }),
  ];
}

function rejectedHtml(run: RunResult): string {
  const rejected = Object.entries(run.summary.receipts.rejected).sort((a, b) => b[1] - a[1]);
  if (rejected.length === 0) return paragraphHtml("The oracle refused no receipt.");
  return tableHtml(
    { caption: "Receipts refused by the oracle, by code", columns: ["code", "receipts"], rows: rejected },
    { cards: true },
  );
}

export function assumptionsHtml(run: RunResult): string {
  const { warnings } = run.summary;
  return sectionHtml(
    "assumptions",
    "Assumptions, checks and limits",
    [
      "<h3>Checks</h3>",
      checksHtml(run),
      ...(warnings.length === 0 ? [] : ["<h3>Warnings</h3>", listHtml(warnings)]),
      "<h3>Parameters changed</h3>",
      changedHtml(run),
      ...governanceHtml(run),
      "<h3>Modes in force</h3>",
      listHtml(relaxedModes(run)),
      "<h3>Receipts refused</h3>",
      rejectedHtml(run),
      "<h3>What the twin does not model</h3>",
      listHtml(LIMITS),
    ].join(""),
  );
}
