/**
 * `node chain/vectors/generate.ts` writes the test vectors that the programs' Rust rules and the TypeScript rules must both meet.
 * Made from the written definitions with node:crypto and bigint alone: it shares no code with either side.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { medianVectors } from "./median.ts";
import { receiptVectors } from "./receipts.ts";
import { vestingVectors } from "./vesting.ts";

export interface VectorFile {
  readonly url: URL;
  readonly text: string;
}

const sha256 = (...parts: readonly Uint8Array[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();
/** 32 bytes that depend on the label alone. */
const bytes32 = (label: string): Buffer => sha256(Buffer.from(`twinlight vector: ${label}`));

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function i64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

/** Of `biome.json`. */
const LINE_WIDTH = 120;
const U64_MAX = 2n ** 64n - 1n;

/** Fields of the leaves: ordinary, empty, negative time, and the ends of the types. */
const LEAF_FIELDS: readonly (readonly [bigint, bigint, bigint, bigint, bigint])[] = [
  [0n, 171_232_876_712n, 0n, 1_000_000_000n, 1_735_689_600n],
  [1n, 342_465_753_424n, 1n, 2_500_000_001n, -86_400n],
  [20n, 0n, 0n, 0n, 0n],
  [2n ** 32n, 2n ** 53n, 2n ** 52n, 9_007_199_254_740_993n, 2n ** 40n],
  [U64_MAX, U64_MAX, U64_MAX, U64_MAX, 2n ** 63n - 1n],
  [7n, 500_000_000_000_000n, 250_000_000_000_000n, 123_456_789n, -(2n ** 63n)],
];

/** Fields of a leaf in the order of its bytes. */
export interface LeafVector {
  readonly cluster: Uint8Array;
  readonly program: Uint8Array;
  readonly mint: Uint8Array;
  readonly epoch: bigint;
  readonly peer: Uint8Array;
  readonly earned: bigint;
  readonly forfeited: bigint;
  readonly bytes: bigint;
  /** Unix seconds. */
  readonly tierSince: bigint;
}

/** sha256(0x00 || sha256(domain || fields)). */
export function leafHash(leaf: LeafVector): Buffer {
  const front = [Buffer.from("LANTERN_V1"), leaf.cluster, leaf.program, leaf.mint, u64(leaf.epoch), leaf.peer];
  const inner = sha256(...front, u64(leaf.earned), u64(leaf.forfeited), u64(leaf.bytes), i64(leaf.tierSince));
  return sha256(Buffer.from([0]), inner);
}

function leaves() {
  return LEAF_FIELDS.map(([epoch, earned, forfeited, bytes, tierSince], index) => {
    const [cluster, program, mint, peer] = ["cluster", "program", "mint", `peer ${index}`].map(bytes32);
    const leaf = { cluster, program, mint, epoch, peer, earned, forfeited, bytes, tierSince };
    const fields = Object.entries(leaf).map(([name, value]) => [
      name,
      typeof value === "bigint" ? `${value}` : value.toString("hex"),
    ]);
    return { ...Object.fromEntries(fields), leaf: leafHash(leaf).toString("hex") };
  });
}

function node(left: Buffer, right: Buffer): Buffer {
  const [small, large] = Buffer.compare(left, right) <= 0 ? [left, right] : [right, left];
  return sha256(Buffer.from([1]), small, large);
}

/** Root of the leaves and the proof of the one at `index`, level by level; an odd last node is promoted unchanged. */
export function rootAndProof(hashes: readonly Buffer[], index: number): { root: Buffer; proof: Buffer[] } {
  const proof: Buffer[] = [];
  let level = [...hashes];
  let at = index;
  while (level.length > 1) {
    const sibling = level[at ^ 1];
    if (sibling !== undefined) proof.push(sibling);
    const above: Buffer[] = [];
    for (let pair = 0; pair < level.length; pair += 2)
      above.push(level[pair + 1] === undefined ? level[pair] : node(level[pair], level[pair + 1]));
    level = above;
    at >>= 1;
  }
  return { root: level[0], proof };
}

function proofs() {
  return [1, 2, 3, 4, 5, 7, 8, 13, 33].flatMap((count) => {
    const hashes = Array.from({ length: count }, (_, index) => bytes32(`leaf ${count}/${index}`));
    return [...new Set([0, count >> 1, count - 1])].map((index) => {
      const { root, proof } = rootAndProof(hashes, index);
      return {
        leafCount: count,
        index,
        leaves: hashes.map((hash) => hash.toString("hex")),
        leaf: hashes[index].toString("hex"),
        proof: proof.map((hash) => hash.toString("hex")),
        root: root.toString("hex"),
      };
    });
  });
}

const YEAR_SECONDS = 31_536_000n;

interface Schedule {
  readonly name: string;
  readonly firstPeriodAmount: bigint;
  readonly periodSeconds: bigint;
  readonly periodCount: bigint;
  readonly tailPerYear: bigint;
  readonly poolTotal: bigint;
}

const SEED_SCHEDULE: Schedule = {
  name: "seed: 125M halving every two years, five periods, no tail",
  firstPeriodAmount: 125_000_000_000_000n,
  periodSeconds: 63_072_000n,
  periodCount: 5n,
  tailPerYear: 0n,
  poolTotal: 500_000_000_000_000n,
};

const SCHEDULES: readonly Schedule[] = [
  SEED_SCHEDULE,
  { ...SEED_SCHEDULE, name: "with a tail that empties the pool", tailPerYear: 20_000_000_000_000n },
  {
    name: "odd numbers, small pool",
    firstPeriodAmount: 1_000_003n,
    periodSeconds: 7n,
    periodCount: 3n,
    tailPerYear: 11n,
    poolTotal: 1_700_000n,
  },
];

/** S(t): whole periods, the running one rounded down, then the tail rounded down, never above the pool. */
function emitted(schedule: Schedule, elapsed: bigint): bigint {
  let total = 0n;
  for (let period = 0n; period < schedule.periodCount; period++) {
    const amount = schedule.firstPeriodAmount / 2n ** period;
    const inside = elapsed - period * schedule.periodSeconds;
    if (inside < schedule.periodSeconds)
      return least(total + (amount * inside) / schedule.periodSeconds, schedule.poolTotal);
    total += amount;
  }
  const after = elapsed - schedule.periodCount * schedule.periodSeconds;
  return least(total + (schedule.tailPerYear * after) / YEAR_SECONDS, schedule.poolTotal);
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

function schedules() {
  return SCHEDULES.map((schedule) => {
    const { name, periodSeconds, ...amounts } = schedule;
    const period = periodSeconds;
    const times = [
      0n,
      1n,
      86_400n,
      172_800n,
      1_814_400n,
      period - 1n,
      period,
      period + 1n,
      2n * period,
      5n * period,
      5n * period + 86_400n,
    ];
    const sorted = [...new Set([...times, 20n * YEAR_SECONDS, 100n * YEAR_SECONDS])].sort((a, b) =>
      a < b ? -1 : a > b ? 1 : 0,
    );
    return {
      name,
      firstPeriodAmount: `${amounts.firstPeriodAmount}`,
      periodSeconds: `${period}`,
      periodCount: `${amounts.periodCount}`,
      tailPerYear: `${amounts.tailPerYear}`,
      poolTotal: `${amounts.poolTotal}`,
      points: sorted.map((elapsed) => ({ elapsedSeconds: `${elapsed}`, emitted: `${emitted(schedule, elapsed)}` })),
    };
  });
}

const DAY_SECONDS = 86_400n;
const TIER_AGES = [0n, 7n, 30n, 90n, 180n].map((days) => days * DAY_SECONDS);
const TIER_STAKES = [0n, 0n, 100n, 500n, 1_000n].map((lantern) => lantern * 1_000_000n);

/** Every age threshold and every stake threshold, one below, on it and one above, against each other. */
function tiers() {
  const around = (values: readonly bigint[]) =>
    [...new Set(values.flatMap((value) => [value - 1n, value, value + 1n]))].filter((value) => value >= 0n);
  const tierOf = (age: bigint, stake: bigint): number => {
    const met = TIER_AGES.map((needed, tier) => age >= needed && stake >= TIER_STAKES[tier]);
    return met.lastIndexOf(true);
  };
  return {
    ages: TIER_AGES.map(String),
    stakes: TIER_STAKES.map(String),
    cases: around(TIER_AGES).flatMap((age) =>
      around(TIER_STAKES).map((stake) => ({ ageSeconds: `${age}`, stake: `${stake}`, tier: tierOf(age, stake) })),
    ),
  };
}

function discriminators() {
  const preimages = [
    "global:initialize",
    "global:register",
    "global:claim",
    "global:submit_epoch",
    "account:Peer",
    "account:Config",
  ];
  return [...preimages, "account:SlashRecord", "event:Claimed", "event:Slashed"].map((preimage) => {
    const [tag, name] = preimage.split(":");
    return { tag: `${tag}:`, name, discriminator: sha256(Buffer.from(preimage)).subarray(0, 8).toString("hex") };
  });
}

/** JSON as Biome lays it out: a list of strings on one line where it fits. */
function jsonText(content: unknown): string {
  const lists = /^(.*)\[\n([^[\]{}]+)\n\s*\](,?)$/gm;
  const text = JSON.stringify(content, null, 2).replace(lists, (whole, head: string, items: string, comma: string) => {
    const line = `${head}[${items.trim().split(/\n\s*/).join(" ")}]${comma}`;
    return line.length <= LINE_WIDTH ? line : whole;
  });
  return `${text}\n`;
}

/** Every vector file with its text. A test compares them with the disk. */
export function vectorFiles(): VectorFile[] {
  const contents = {
    leaves: leaves(),
    proofs: proofs(),
    schedules: schedules(),
    tiers: tiers(),
    discriminators: discriminators(),
    vesting: vestingVectors(),
    median: medianVectors(),
    receipts: receiptVectors(),
  };
  return Object.entries(contents).map(([name, content]) => ({
    url: new URL(`${name}.json`, import.meta.url),
    text: jsonText(content),
  }));
}

if (import.meta.main) for (const file of vectorFiles()) writeFileSync(file.url, file.text);
