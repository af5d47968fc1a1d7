import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labError } from "./codes.ts";
import type { ReplicationSummary } from "./quantities.ts";
import { pointText, type SweepPlan } from "./sweep-plan.ts";

const HEAD_FILE = "store.json";
const SHARDS = "shards";
/** Half-written files end so; they are no part of a store. */
const UNFINISHED = ".tmp";

/** One replication on disk. */
interface ShardBody {
  readonly identity: string;
  readonly point: number;
  readonly seedIndex: number;
  readonly summary: ReplicationSummary;
}

/** What a store holds of a replication. */
export type ShardReading =
  | { readonly kind: "absent" }
  /** Torn, altered, or of another sweep: to be run anew. */
  | { readonly kind: "damaged"; readonly file: string; readonly problem: string }
  | { readonly kind: "whole"; readonly summary: ReplicationSummary };

/**
 * A sweep's replications on disk: `store.json` says whose they are, `shards/` has one JSON file a replication with the SHA-256 of its
 * body. Files are written aside and renamed, so that a process that dies leaves none half written; disks may, and checksums tell.
 */
export class SweepStore {
  readonly folder: string;
  readonly #identity: string;

  private constructor(folder: string, identity: string) {
    this.folder = folder;
    this.#identity = identity;
  }

  /**
   * Opens the store of `plan` in `folder`, or begins it where the folder is empty or absent.
   * @throws TwinError SWEEP_STORE_OTHER where the folder holds another sweep's or anything else, SWEEP_STORE_BROKEN
   */
  static open(folder: string, plan: SweepPlan): SweepStore {
    const path = join(folder, HEAD_FILE);
    const { identity } = plan;
    if (existsSync(path)) requireOwn(path, identity);
    else {
      requireEmpty(folder);
      mkdirSync(join(folder, SHARDS), { recursive: true });
      const { commit, versions } = plan.request;
      const head = { format: 1, identity, commit, versions, axes: plan.axes, points: plan.points.map(pointText) };
      writeWhole(path, `${JSON.stringify(head, null, 2)}\n`);
    }
    mkdirSync(join(folder, SHARDS), { recursive: true });
    return new SweepStore(folder, identity);
  }

  /** Reads one replication back and checks it. */
  read(point: number, seedIndex: number): ShardReading {
    const file = shardFile(point, seedIndex);
    const path = join(this.folder, file);
    if (!existsSync(path)) return { kind: "absent" };
    const body = checkedBody(readFileSync(path, "utf8"));
    if (typeof body === "string") return { kind: "damaged", file, problem: body };
    const own = body.identity === this.#identity && body.point === point && body.seedIndex === seedIndex;
    if (!own) return { kind: "damaged", file, problem: "of another sweep, point or seed" };
    return { kind: "whole", summary: body.summary };
  }

  /** Writes one replication, and returns the summary as `read` will give it. */
  write(point: number, seedIndex: number, summary: ReplicationSummary): ReplicationSummary {
    const body: ShardBody = { identity: this.#identity, point, seedIndex, summary };
    const text = JSON.stringify(body);
    const file = join(this.folder, shardFile(point, seedIndex));
    writeWhole(file, `{"sha256":"${sha256(text)}","body":${text}}\n`);
    const stored: ShardBody = JSON.parse(text);
    return stored.summary;
  }
}

function shardFile(point: number, seedIndex: number): string {
  return join(SHARDS, `point-${String(point).padStart(4, "0")}-seed-${String(seedIndex).padStart(5, "0")}.json`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The body of a shard whose checksum holds, or what is wrong with it. */
function checkedBody(text: string): ShardBody | string {
  let shard: { readonly sha256?: unknown; readonly body?: ShardBody } | null;
  try {
    shard = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return "torn: not JSON to its end";
    throw error;
  }
  if (typeof shard !== "object" || shard === null || shard.body === undefined) return "no shard";
  // Reading and writing JSON again gives the text that the checksum was taken of, or the text was altered.
  return shard.sha256 === sha256(JSON.stringify(shard.body)) ? shard.body : "altered: the checksum does not hold";
}

function writeWhole(path: string, text: string): void {
  const aside = `${path}.${process.pid}${UNFINISHED}`;
  writeFileSync(aside, text);
  renameSync(aside, path);
}

function requireOwn(path: string, identity: string): void {
  let head: { readonly identity?: unknown; readonly commit?: unknown };
  try {
    head = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const facts = { file: path, field: "--out", expected: "the store of a sweep, or an empty folder" };
    throw labError("SWEEP_STORE_BROKEN", "not JSON", facts);
  }
  if (head.identity === identity) return;
  const value = `sweep ${String(head.identity).slice(0, 8)} of commit ${String(head.commit).slice(0, 16)}`;
  const expected = `the store of this sweep (${identity.slice(0, 8)}), or an empty folder`;
  throw labError("SWEEP_STORE_OTHER", "the folder holds another sweep", {
    file: path,
    field: "--out",
    value,
    expected,
  });
}

function requireEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  const [found] = readdirSync(folder).filter((name) => name !== SHARDS && !name.endsWith(UNFINISHED));
  if (found === undefined) return;
  const facts = { file: folder, field: "--out", value: found, expected: "the store of this sweep, or an empty folder" };
  throw labError("SWEEP_STORE_OTHER", "the folder holds something else", facts);
}
