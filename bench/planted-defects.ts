/** A rule made wrong on purpose, as a change of one place in one source file: the kinds of mistakes that have cost networks money. */
export interface PlantedDefect {
  readonly name: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly from: string;
  readonly to: string;
  /** Tests beside the rule, asked where the check finds nothing. */
  readonly suite: string;
}

const LEDGER = { file: "protocol/ledger-memory.ts", suite: "chain/conformance/ledger.test.ts" } as const;
const TREE = { file: "protocol/merkle/tree.ts", suite: "protocol/merkle" } as const;
const RECEIPTS = { file: "protocol/receipts/replay-guard.ts", suite: "protocol/receipts" } as const;
const TIERS = { file: "protocol/tiers/tier.ts", suite: "protocol/tiers" } as const;
const SCHEDULE = { file: "protocol/emission/schedule.ts", suite: "protocol/emission" } as const;
const REWARDS = { file: "protocol/rewards/weight.ts", suite: "protocol/rewards" } as const;
const ORACLE = { file: "protocol/oracle/reconcile.ts", suite: "protocol/oracle" } as const;

export const PLANTED_DEFECTS: readonly PlantedDefect[] = [
  {
    ...LEDGER,
    name: "double claim: what was paid is not taken off",
    from: "leaf.earnedBase - leaf.forfeitedBase - peer.claimedBase - this.#locks.of(peer.peerId)",
    to: "leaf.earnedBase - leaf.forfeitedBase - this.#locks.of(peer.peerId)",
  },
  {
    ...LEDGER,
    name: "forfeited pay is paid",
    from: "leaf.earnedBase - leaf.forfeitedBase - peer.claimedBase - this.#locks.of(peer.peerId)",
    to: "leaf.earnedBase - peer.claimedBase - this.#locks.of(peer.peerId)",
  },
  {
    ...LEDGER,
    name: "unchecked proof length",
    from: "if (proof.length > MERKLE_DEPTH_MAX) return",
    to: "if (proof.length < 0) return",
  },
  {
    ...LEDGER,
    name: "unchecked proof",
    from: "if (!verifyProof(crypto, leafHash(crypto, domain, leaf), proof.map(fromBase16), root))",
    to: "if (verifyProof(crypto, leafHash(crypto, domain, leaf), proof.map(fromBase16), root) === undefined)",
  },
  {
    ...LEDGER,
    name: "an epoch takes a second root",
    from: "if (epoch !== this.#epochs.length) return",
    to: "if (epoch > this.#epochs.length) return",
  },
  {
    ...LEDGER,
    name: "the schedule is not enforced",
    from: "if (cumulativeBase > allowedBase) return",
    to: "if (cumulativeBase > 2 * allowedBase) return",
  },
  {
    ...LEDGER,
    name: "a root is final at once",
    from: 'if (wholeSeconds(atUs) < finalAtUs) return rejected("NotFinal"',
    to: 'if (finalAtUs < 0) return rejected("NotFinal"',
  },
  {
    ...LEDGER,
    name: "a stake from nothing",
    from: "peer.walletBase -= amountBase;\n    peer.stakeBase += amountBase;",
    to: "peer.stakeBase += amountBase;",
  },
  {
    ...LEDGER,
    name: "two slashes for one evidence",
    from: "if (this.#evidence.has(command.evidenceHash)) return",
    to: "if (this.#evidence.size < 0) return",
  },
  {
    ...LEDGER,
    name: "a slash that is not burned",
    from: "this.#burnedBase += amountBase;",
    to: "",
  },
  {
    ...LEDGER,
    name: "a slash that leaves the tier",
    from: "peer.tierSinceUs = Math.max(peer.tierSinceUs, wholeSeconds(command.atUs));",
    to: "",
  },
  {
    ...LEDGER,
    name: "the cool-down is not awaited",
    from: "if (wholeSeconds(atUs) < peer.unlockAtUs) return",
    to: "if (peer.unlockAtUs < 0) return",
  },
  {
    ...SCHEDULE,
    name: "off-by-one halving: the first period is halved too",
    from: "/ 2 ** period)",
    to: "/ 2 ** (period + 1))",
  },
  {
    ...SCHEDULE,
    name: "off-by-one halving: the last period is paid twice",
    from: "past < period; past++",
    to: "past <= period; past++",
  },
  {
    file: "protocol/emission/largest-remainder.ts",
    suite: "protocol/emission",
    name: "one base unit too many in every epoch",
    from: "rank < leftBase; rank++",
    to: "rank <= leftBase && rank < candidates.length; rank++",
  },
  { ...TIERS, name: "Gold by age alone", from: ' && stakeBase >= params["tiers.gold.stake"]', to: "" },
  {
    ...TIERS,
    name: "Silver by stake alone",
    from: 'if (ageUs >= params["tiers.silver.age"] && ',
    to: "if (",
  },
  {
    ...RECEIPTS,
    name: "bytes above the link",
    from: "if (!fits)",
    to: "if (!fits && windowS < 0)",
  },
  {
    ...RECEIPTS,
    name: "receipts from the future",
    from: "if (endUs - US_PER_S >= nowUs + skewUs)",
    to: "if (endUs - US_PER_S >= nowUs + 1e6 * skewUs)",
  },
  {
    ...RECEIPTS,
    file: "protocol/receipts/verify-receipt.ts",
    name: "unchecked signature",
    from: "if (!crypto.verifyEd25519(receipt.clientId, signedPart(bytes), receipt.signature))",
    to: "if (crypto.verifyEd25519(receipt.clientId, signedPart(bytes), receipt.signature) === undefined)",
  },
  {
    ...RECEIPTS,
    file: "protocol/receipts/leg-windows.ts",
    name: "missing dedupe: the same window counts again",
    from: 'if (moreDown <= 0 && moreUp <= 0) return { kind: "refused", code: "RECEIPT_REPLAYED" };',
    to: 'if (moreDown <= 0 && moreUp <= 0) return { kind: "adds", bytesDown, bytesUp };',
  },
  {
    ...RECEIPTS,
    file: "protocol/receipts/leg-windows.ts",
    name: "a restated window counts whole",
    from: 'return { kind: "adds", bytesDown: moreDown, bytesUp: moreUp };',
    to: 'return { kind: "adds", bytesDown, bytesUp };',
  },
  {
    ...TREE,
    name: "a proof that ends anywhere",
    from: "return equalBytes(node, root);",
    to: "return equalBytes(node, root) || proof.length > 3;",
  },
  {
    ...REWARDS,
    // No law is broken by it: only the recorded results of whole worlds differ.
    suite: "scenarios/golden.test.ts",
    name: "quality does not count",
    from: "return applyBpsFloor(bytes, uptime, geo, quality);",
    to: "return applyBpsFloor(bytes, uptime, geo, Math.max(quality, BPS_ONE));",
  },
  {
    file: "protocol/metering/egress-meter.ts",
    suite: "protocol/metering",
    name: "the meter counts totals instead of growth",
    from: "this.#peerBytesDown[peer] += bytesDown - lastDown;",
    to: "this.#peerBytesDown[peer] += bytesDown;",
  },
  {
    ...ORACLE,
    name: "reconciliation the wrong way round",
    from: 'direct.sum / direct.count - sampled.sum / sampled.count - params["oracle.pathAllowance"]',
    to: 'sampled.sum / sampled.count - direct.sum / direct.count - params["oracle.pathAllowance"]',
  },
  {
    ...ORACLE,
    file: "protocol/oracle/verified-bytes.ts",
    name: "sampled sessions are paid by their receipts",
    from: "return phase < 2 || sampled ? meteredBytes : receiptBytes;",
    to: "return phase < 2 ? meteredBytes : Math.max(meteredBytes, receiptBytes);",
  },
  {
    ...ORACLE,
    file: "protocol/oracle/slash.ts",
    name: "a slash above the stake",
    from: 'return params["slash.cap"] === "uncapped" ? wanted : Math.min(wanted, stakedBase);',
    to: "return wanted + stakedBase;",
  },
];
