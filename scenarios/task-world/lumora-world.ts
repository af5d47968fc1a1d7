import type { Announcement } from "../../agents/task-view.ts";
import { US_PER_DAY } from "../../base/units.ts";
import { shareByLargestRemainder } from "../../protocol/emission/largest-remainder.ts";
import { assign, runTask } from "../../protocol/task-routing/assignment.ts";
import { afterTry, HEALTHY, type Health, mayServe } from "../../protocol/task-routing/health.ts";
import type { LumoraParams } from "../../protocol/task-routing/lumora-params.ts";
import { taskScore } from "../../protocol/task-routing/score.ts";
import { hash32, logNormalOf, uniform } from "../../sim/random/counter-hash.ts";
import { RandomSource } from "../../sim/random/streams.ts";
import { drawIds, drawNodes, type LumoraNodes, LumoraTable } from "./lumora-nodes.ts";
import { Party } from "./party.ts";
import type { AttackerOf, ResolvedTask } from "./resolved-task.ts";
import type { TaskCosts } from "./task-costs.ts";
import type { TaskWorld } from "./task-world.ts";

const DRAW = { bytes: 0, place: 1, key: 2, seeker: 3 } as const;
const DRAWS_OF_TASK = 4;

interface Task {
  readonly bytes: number;
  readonly place: number;
  readonly keyIndex: number;
  readonly seeker: number;
  readonly ordinal: number;
}

type LumoraScenario = ResolvedTask & { readonly model: "lumora" };

/** Lumora: in each round tasks look for nodes in the table, the score chooses among them, and who does them shares the cycle's tokens. */
export class LumoraWorld implements TaskWorld {
  readonly parties: readonly Party[];
  round = 0;
  readonly #params: LumoraParams & TaskCosts;
  readonly #attackers: readonly AttackerOf<"lumora">[];
  readonly #truthful: boolean;
  readonly #nodes: LumoraNodes;
  readonly #table: LumoraTable;
  readonly #keys: readonly number[];
  readonly #honestCount: number;
  readonly #roundDays: number;
  readonly #taskKey: number;
  readonly #crashKey: number;
  readonly #health: Health[];
  /** Best rate that a finished task of the node showed, bits a second. */
  readonly #shownRates: Float64Array;
  readonly #failedLast: Float64Array;
  #bandwidthMax = 1;
  readonly #facts = {
    tasks: 0,
    tasksFailed: 0,
    lookups: 0,
    hops: 0,
    hopsMost: 0,
    eclipsed: 0,
    attackerBytes: 0,
    bytes: 0,
  };

  constructor(scenario: LumoraScenario) {
    const { params, attackers, seed, nodes: honestCount, roundUs, truthful } = scenario;
    this.#params = params;
    this.#attackers = attackers;
    this.#truthful = truthful;
    this.#honestCount = honestCount;
    this.#roundDays = roundUs / US_PER_DAY;
    const plans = attackers.map(({ strategy, values }) => strategy.plan(values));
    this.parties = [
      new Party({ name: "honest nodes", strategy: null, identities: honestCount }),
      ...attackers.map(
        ({ name, strategy }, index) =>
          new Party({ name, strategy: strategy.name, identities: plans[index].identities }),
      ),
    ];
    const source = new RandomSource(seed);
    const owners = this.parties.flatMap(({ identities }, party) => new Array<number>(identities).fill(party));
    const ordinals = this.parties.flatMap(({ identities }) => Array.from({ length: identities }, (_, one) => one));
    this.#nodes = drawNodes(Int32Array.from(owners), Int32Array.from(ordinals), source, params);
    this.#taskKey = source.key("lumora/tasks");
    this.#crashKey = source.key("lumora/crashes");
    const keyKey = source.key("lumora/keys");
    this.#keys = Array.from({ length: params["dht.keys"] }, (_, key) => hash32(keyKey, key, 0));
    this.#table = this.#tableOf(owners, ordinals, source);
    this.#health = owners.map(() => HEALTHY);
    this.#shownRates = new Float64Array(owners.length).fill(params["tasks.rateNeeded"]);
    this.#failedLast = new Float64Array(owners.length);
    for (const [index, plan] of plans.entries())
      for (const [kind, usd] of Object.entries(plan.onceUsd))
        if (!truthful && !(kind === "keys" && params["dht.idsChosen"])) this.parties[index + 1].spend(kind, usd);
  }

  step(): void {
    const announced = Array.from({ length: this.#nodes.count }, (_, node) => this.#linkOf(node));
    this.#bandwidthMax = Math.max(1, ...announced);
    const placed = new Float64Array(this.#nodes.count);
    const done = new Float64Array(this.#nodes.count);
    const failed = new Float64Array(this.#nodes.count);
    for (let index = 0; index < this.#params["tasks.perRound"]; index++) {
      const task = this.#task(index);
      const assigned = this.#assigned(task, placed);
      for (const node of assigned) placed[node]++;
      const attempts = runTask(assigned, (node) => this.#does(node, task, placed[node]));
      this.#facts.tasks++;
      if (!attempts.some((attempt) => attempt.done)) this.#facts.tasksFailed++;
      for (const attempt of attempts) this.#note(attempt.node, attempt.done, task, done, failed);
    }
    this.#pay(done);
    this.#failedLast.set(failed);
    this.round++;
  }

  facts(): Readonly<Record<string, number>> {
    const { tasks, tasksFailed, lookups, hops, hopsMost, eclipsed, attackerBytes, bytes } = this.#facts;
    const over = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
    return {
      tasks,
      tasksFailedShare: over(tasksFailed, tasks),
      lookups,
      hopsMean: over(hops, lookups),
      hopsMost,
      eclipsedShare: over(eclipsed, lookups),
      attackerBytesShare: over(attackerBytes, bytes),
    };
  }

  #tableOf(owners: readonly number[], ordinals: readonly number[], source: RandomSource): LumoraTable {
    const drawKeys = this.parties.map((_, party) => source.key(`lumora/ids/${party}`));
    const bitsOf = owners.map((owner) => {
      const attacker = this.#attackers[owner - 1];
      return this.#truthful ? 0 : (attacker?.strategy.aimBits?.(attacker.values) ?? 0);
    });
    const ids = drawIds(
      owners.length,
      (node) => ({ bits: bitsOf[node], key: this.#keys[ordinals[node] % this.#keys.length] }),
      (node) => [drawKeys[owners[node]], ordinals[node]],
    );
    const lies = (node: number): boolean =>
      !this.#truthful && this.#attackers[owners[node] - 1]?.strategy.lies === true;
    return new LumoraTable(ids, lies, source.key("lumora/met"), this.#params);
  }

  #task(index: number): Task {
    const ordinal = this.round * this.#params["tasks.perRound"] + index;
    const draw = (label: number): number => uniform(this.#taskKey, ordinal, label);
    return {
      bytes: Math.max(
        1,
        Math.round(logNormalOf(draw(DRAW.bytes), this.#params["tasks.bytes"], this.#params["tasks.sigma"])),
      ),
      place: draw(DRAW.place),
      keyIndex: Math.floor(draw(DRAW.key) * this.#keys.length),
      seeker: Math.floor(draw(DRAW.seeker) * this.#honestCount),
      ordinal: ordinal * DRAWS_OF_TASK,
    };
  }

  #candidates({ keyIndex, seeker }: Task): readonly number[] {
    if (!this.#params["dht.discovers"]) return Array.from({ length: this.#nodes.count }, (_, node) => node);
    const { nodes, answer } = this.#table.lookUp(seeker, this.#keys[keyIndex]);
    const hops = Math.max(...answer.paths.map((path) => path.length));
    this.#facts.lookups++;
    this.#facts.hops += hops;
    this.#facts.hopsMost = Math.max(this.#facts.hopsMost, hops);
    if (nodes.length > 0 && nodes.every((node) => this.#nodes.owners[node] > 0)) this.#facts.eclipsed++;
    return nodes;
  }

  #assigned(task: Task, placed: Float64Array): readonly number[] {
    const params = this.#params;
    const candidates = this.#candidates(task).map((node) => ({
      node,
      score: taskScore(this.#scored(node, task), this.#bandwidthMax, params),
    }));
    return assign(
      candidates,
      params["routing.backups"],
      (node) => placed[node] < params["routing.tasksPerNode"] && mayServe(this.#health[node], this.round),
    );
  }

  /** What is true of a node for a task at `place`: the way round the ring is the round trip. */
  #truth(node: number, place: number): Announcement {
    const { rates, linesMs, places } = this.#nodes;
    const apart = Math.abs(places[node] - place);
    const rttMs = 2 * Math.min(apart, 1 - apart) * this.#params["nodes.worldRttMs"] + linesMs[node];
    const hops = Math.ceil(rttMs / this.#params["routing.timeUnitMs"]);
    return { bandwidth: rates[node], rttMs, hops, latencyMs: linesMs[node] };
  }

  /** What the manager scores: the node's word, or what it has seen itself. */
  #scored(node: number, { place }: Task): Announcement {
    const own = this.#truth(node, place);
    if (this.#params["routing.inputs"] === "measured") return { ...own, bandwidth: this.#shownRates[node] };
    return this.#announced(node, own);
  }

  #announced(node: number, own: Announcement): Announcement {
    const attacker = this.#attackers[this.#nodes.owners[node] - 1];
    if (attacker === undefined || this.#truthful) return own;
    const view = { round: this.round, own, bandwidthMax: this.#bandwidthMax, failedLast: this.#failedLast[node] };
    return attacker.strategy.announce(view, attacker.values);
  }

  #linkOf(node: number): number {
    return this.#params["routing.inputs"] === "measured"
      ? this.#shownRates[node]
      : this.#announced(node, this.#truth(node, 0)).bandwidth;
  }

  /** A node does a task if its link, shared among what was placed on it, is fast enough, and nothing else happens to it. */
  #does(node: number, task: Task, placed: number): boolean {
    if (this.#nodes.rates[node] / placed < this.#params["tasks.rateNeeded"]) return false;
    return uniform(this.#crashKey, task.ordinal, node) >= this.#params["tasks.crashShare"];
  }

  #note(node: number, did: boolean, { bytes }: Task, done: Float64Array, failed: Float64Array): void {
    const owner = this.#nodes.owners[node];
    const before = this.#health[node];
    const after = afterTry(before, did, this.round, this.#params);
    this.#health[node] = after;
    if (after.flags === 1 && before.flags === 0) this.parties[owner].find(this.round);
    if (owner > 0) this.parties[owner].spend("bandwidth", (bytes / 1e9) * this.#params["costs.bandwidthUsdPerGb"]);
    if (!did) {
      failed[node]++;
      return;
    }
    done[node] += bytes;
    this.#shownRates[node] = Math.max(this.#shownRates[node], this.#nodes.rates[node]);
    this.#facts.bytes += bytes;
    if (owner > 0) this.#facts.attackerBytes += bytes;
  }

  /** R_i = C_i R_total, by bytes of tasks done. A cycle in which nothing was done pays nobody. */
  #pay(done: Float64Array): void {
    const rewards = new Float64Array(done.length);
    shareByLargestRemainder(this.#params["rewards.perRound"], done, rewards);
    for (let node = 0; node < done.length; node++) this.parties[this.#nodes.owners[node]].rewardBase += rewards[node];
    for (const party of this.parties.slice(1))
      party.spend("identities", party.identities * this.#params["costs.identityUsdPerDay"] * this.#roundDays);
  }
}
