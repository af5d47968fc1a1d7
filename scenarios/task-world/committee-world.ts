import { LANTERN } from "../../base/units.ts";
import type { ForgedRootParams } from "../../protocol/oracle/forged-root.ts";
import { forgedRootTake, noticeProbability } from "../../protocol/oracle/forged-root.ts";
import { reportQuorum } from "../../protocol/oracle/median.ts";
import { logNormalOf, uniform } from "../../sim/random/counter-hash.ts";
import { RandomSource } from "../../sim/random/streams.ts";
import { Party } from "./party.ts";
import type { AttackerOf, ResolvedTask } from "./resolved-task.ts";
import type { TaskCosts } from "./task-costs.ts";
import type { TaskWorld } from "./task-world.ts";

const DRAW = { taken: 0, found: 1, price: 2, reports: 3, notice: 4 } as const;
const FREE = 0;
const STOLEN = 1;
const BRIBED = 2;

interface Coalition {
  readonly attacker: AttackerOf<"committee">;
  readonly party: Party;
  readonly key: number;
  /** By verifier: free, stolen or bribed. */
  readonly held: Uint8Array;
  /** What forged roots that are not final yet grant, oldest first. */
  readonly pending: number[];
  exposed: boolean;
}

/** A verifier set and those who want its quorum, epoch by epoch; without attackers its roots are true. */
export class CommitteeWorld implements TaskWorld {
  readonly parties: readonly Party[];
  round = 0;
  #forgedRoots = 0;
  #finalForged = 0;
  readonly #params: ForgedRootParams & TaskCosts;
  readonly #quorum: number;
  readonly #honest: Party;
  readonly #coalitions: readonly Coalition[];

  constructor(scenario: ResolvedTask & { readonly model: "committee" }) {
    const { params, attackers, seed, truthful } = scenario;
    this.#params = params;
    const verifierCount = params["committee.verifiers"];
    this.#quorum = reportQuorum({ verifierCount, faultLimit: params["committee.faultLimit"] });
    this.#honest = new Party({ name: "peers", strategy: null, identities: verifierCount });
    const source = new RandomSource(seed);
    // Who keeps the rules here does nothing at all.
    this.#coalitions = (truthful ? [] : attackers).map((attacker) => ({
      attacker,
      party: new Party({ name: attacker.name, strategy: attacker.strategy.name, identities: verifierCount }),
      key: source.key(`committee/${attacker.name}`),
      held: new Uint8Array(verifierCount),
      pending: [],
      exposed: false,
    }));
    this.parties = [
      this.#honest,
      ...(truthful
        ? attackers.map(({ name, strategy }) => new Party({ name, strategy: strategy.name, identities: verifierCount }))
        : this.#coalitions.map(({ party }) => party)),
    ];
  }

  /** The first coalition with a quorum signs the epoch's root; another one waits. */
  step(): void {
    for (const coalition of this.#coalitions) this.#recruit(coalition);
    const signing = this.#coalitions.find((own) => this.#signers(own) >= this.#quorum && this.#share(own) > 0);
    const emission = this.#params["committee.emissionPerEpoch"];
    const take = signing === undefined ? 0 : forgedRootTake(this.#share(signing), this.#params);
    this.#honest.rewardBase += emission - (signing === undefined ? 0 : take);
    for (const coalition of this.#coalitions) this.#settle(coalition, coalition === signing ? take : 0);
    if (signing !== undefined) this.#watch(signing);
    this.round++;
  }

  facts(): Readonly<Record<string, number>> {
    return { quorum: this.#quorum, forgedRoots: this.#forgedRoots, finalForgedRoots: this.#finalForged };
  }

  #signers({ held }: Coalition): number {
    return held.reduce((sum, how) => sum + (how === FREE ? 0 : 1), 0);
  }

  #conduct(coalition: Coalition) {
    const { attacker, exposed } = coalition;
    const verifierCount = this.#params["committee.verifiers"];
    return attacker.strategy.conduct(
      {
        epoch: this.round,
        verifierCount,
        quorum: this.#quorum,
        signers: this.#signers(coalition),
        exposed,
        rules: this.#params,
      },
      attacker.values,
    );
  }

  #share(coalition: Coalition): number {
    return coalition.exposed ? 0 : this.#conduct(coalition).takeShare;
  }

  /** Keys are tried for and found, bribes are offered, refused and told. */
  #recruit(coalition: Coalition): void {
    const { held, party } = coalition;
    const { attempts, attemptUsd, offers, bribeUsd } = this.#conduct(coalition);
    const params = this.#params;
    let [attemptsLeft, offersLeft] = [attempts, offers];
    for (let verifier = 0; verifier < held.length; verifier++) {
      const draw = (label: number): number => this.#draw(coalition, verifier, label);
      if (held[verifier] === STOLEN && draw(DRAW.found) < params["committee.keyFoundPerEpoch"]) {
        held[verifier] = FREE;
        party.find(this.round);
        continue;
      }
      if (held[verifier] !== FREE) continue;
      if (attemptsLeft > 0) {
        attemptsLeft--;
        party.spend("attempts", attemptUsd);
        if (draw(DRAW.taken) < params["committee.keyTakenPerAttempt"]) held[verifier] = STOLEN;
      } else if (offersLeft > 0 && !coalition.exposed) {
        offersLeft--;
        if (bribeUsd >= this.#priceUsd(coalition, verifier)) {
          held[verifier] = BRIBED;
          party.spend("bribes", bribeUsd);
        } else if (draw(DRAW.reports) < params["committee.reportsBribe"]) this.#expose(coalition);
      }
    }
  }

  /** What a verifier would lose, spread by its own scruples: drawn once for each. */
  #priceUsd({ key }: Coalition, verifier: number): number {
    const params = this.#params;
    const stakes = params["committee.bond"] + params["committee.grantPerEpoch"] * params["committee.regardEpochs"];
    const medianUsd = (stakes / LANTERN) * params["costs.tokenPriceUsd"];
    return logNormalOf(uniform(key, verifier, DRAW.price), medianUsd, params["committee.reservationSigma"]);
  }

  /** The epoch's forged root waits for finality; the oldest that has waited long enough pays. */
  #settle({ pending, party }: Coalition, take: number): void {
    pending.push(take);
    if (take > 0) this.#forgedRoots++;
    if (pending.length <= this.#params["committee.finalAfter"]) return;
    const final = pending.shift() ?? 0;
    if (final > 0) this.#finalForged++;
    party.rewardBase += final;
  }

  /** Peers who miss their pay look; then what is not final is void and goes to them, and the set is replaced. */
  #watch(coalition: Coalition): void {
    const chance = noticeProbability(this.#share(coalition), this.#params);
    if (this.#draw(coalition, -1, DRAW.notice) >= chance) return;
    this.#honest.rewardBase += coalition.pending.reduce((sum, take) => sum + take, 0);
    coalition.pending.length = 0;
    this.#expose(coalition);
  }

  /** Bribed verifiers lose their bonds, which is what their price stands for: the briber's books are not charged again. */
  #expose(coalition: Coalition): void {
    if (coalition.exposed) return;
    coalition.exposed = true;
    coalition.party.find(this.round, Math.max(1, this.#signers(coalition)));
    coalition.held.fill(FREE);
  }

  #draw({ key }: Coalition, verifier: number, label: number): number {
    return uniform(key, verifier, 8 + this.round * 8 + label);
  }
}
