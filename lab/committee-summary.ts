import type { CommitteeSummary } from "../scenarios/committee-result.ts";
import type { ScenarioParams } from "../scenarios/param-tables.ts";
import type { CommitteeEpoch } from "../scenarios/world/verifier-desk.ts";

/** Phase 3 of a run, from what its verifiers decided epoch by epoch. Shares and deviations are of decided epochs alone. */
export function committeeSummary(epochs: readonly CommitteeEpoch[], params: ScenarioParams): CommitteeSummary {
  const decided = epochs.filter(({ outcome }) => outcome !== "carried");
  const count = (outcome: CommitteeEpoch["outcome"]): number =>
    epochs.filter((epoch) => epoch.outcome === outcome).length;
  const total = (field: "truthBytes" | "decidedBytes" | "friendTruthBytes" | "friendDecidedBytes"): bigint =>
    decided.reduce((sum, epoch) => sum + BigInt(epoch[field]), 0n);
  const sum = (field: "reports" | "refused"): number => epochs.reduce((all, epoch) => all + epoch[field], 0);
  const share = (part: bigint, whole: bigint): number => (whole === 0n ? 0 : Number(part) / Number(whole));
  return {
    verifiers: params["verifiers.count"],
    byzantineVerifiers: params["verifiers.byzantine"],
    freddies: params["freddies.count"],
    byzantineFreddies: params["freddies.byzantine"],
    epochsAgreed: count("agreed"),
    epochsForged: count("forged"),
    epochsCarried: count("carried"),
    reports: sum("reports"),
    reportsRefused: sum("refused"),
    truthBytes: String(total("truthBytes")),
    decidedBytes: String(total("decidedBytes")),
    friendTruthBytes: String(total("friendTruthBytes")),
    friendDecidedBytes: String(total("friendDecidedBytes")),
    friendShareGain:
      share(total("friendDecidedBytes"), total("decidedBytes")) - share(total("friendTruthBytes"), total("truthBytes")),
    ...witnessesOf(epochs),
    perEpoch: epochs.map(epochOf),
  };
}

function witnessesOf(epochs: readonly CommitteeEpoch[]): Pick<CommitteeSummary, "witnesses"> {
  const seen = epochs.flatMap(({ witnessed }) => witnessed ?? []);
  if (seen.length === 0) return {};
  const sum = (field: "probes" | "unanswered" | "bytes" | "cutPeers"): number =>
    seen.reduce((all, epoch) => all + epoch[field], 0);
  const compared = seen.flatMap(({ throughput }) => throughput ?? []);
  const throughput = {
    flaggedPeerEpochs: compared.reduce((all, { flagged }) => all + flagged.length, 0),
    cutBytes: String(compared.reduce((all, { cutBytes }) => all + cutBytes, 0)),
  };
  return {
    witnesses: {
      probes: sum("probes"),
      unanswered: sum("unanswered"),
      bytes: String(sum("bytes")),
      cutPeerEpochs: sum("cutPeers"),
      ...(compared.length === 0 ? {} : { throughput }),
    },
  };
}

function epochOf(epoch: CommitteeEpoch): CommitteeSummary["perEpoch"][number] {
  const { truthBytes, decidedBytes, friendTruthBytes, friendDecidedBytes, outcome } = epoch;
  const deviation = (decided: number, truth: number): number | null =>
    outcome === "carried" || truth === 0 ? null : decided / truth - 1;
  return {
    epoch: epoch.epoch,
    outcome,
    othersDeviation: deviation(decidedBytes - friendDecidedBytes, truthBytes - friendTruthBytes),
    friendsDeviation: deviation(friendDecidedBytes, friendTruthBytes),
    outsidePeers: epoch.outsidePeers,
  };
}
