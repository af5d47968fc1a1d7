import { createHash } from "node:crypto";
import { assert } from "../../base/assert.ts";
import { US_PER_S } from "../../base/units.ts";
import { fromBase16 } from "../../protocol/crypto/base16.ts";
import { answerChallenge, ChallengeDesk, type IdentityChallenge } from "../../protocol/identity/challenge.ts";
import { RegistrationBook, signRegistration } from "../../protocol/identity/registration.ts";
import type { LedgerCommand } from "../../protocol/ledger.ts";
import { uniform } from "../../sim/random/counter-hash.ts";
import { peerSeed } from "./population.ts";
import type { WorldState } from "./world-state.ts";

const CHALLENGE_LIFETIME_US = 30 * US_PER_S;
const OUTSTANDING_MAX = 10_000;

/**
 * Freddie's door for peers: who connects signs a challenge with its key, who joins registers a wallet first. Registrations always go
 * through the real code, connections in the share that receipts are audited in: the outcome is the same.
 */
export class IdentityDesk {
  /** Challenges really signed and verified. */
  verified = 0;
  readonly #state: WorldState;
  readonly #desk: ChallengeDesk;
  readonly #registrations: RegistrationBook;
  readonly #connections: Int32Array;

  constructor(state: WorldState) {
    this.#state = state;
    const network = createHash("sha256").update(`twinlight/${state.scenario.name}`).digest();
    this.#desk = new ChallengeDesk(network, CHALLENGE_LIFETIME_US, OUTSTANDING_MAX);
    this.#registrations = new RegistrationBook(this.#desk);
    this.#connections = new Int32Array(state.population.peerCount);
  }

  /** @throws AssertionFailure when a peer that holds its key is refused */
  login(peer: number, atUs: number): void {
    const { scenario, keys, crypto } = this.#state;
    const connection = this.#connections[peer]++;
    const audited =
      scenario.receipts.mode === "all" || uniform(keys.audit ^ 0x1d, peer, connection) < scenario.receipts.auditedShare;
    if (!audited) return;
    const challenge = this.#challenge(peer, connection, "login", atUs);
    const signature = answerChallenge(crypto, challenge, this.#seedOf(peer));
    const outcome = this.#desk.redeem(crypto, { peerId: challenge.peerId, nonce: challenge.nonce, signature }, atUs);
    assert(outcome.kind === "accepted", `peer ${peer} was refused: ${outcome.kind === "rejected" ? outcome.code : ""}`);
    this.verified++;
  }

  /** Registers the peer's own key as its wallet; the command goes to the ledger at the epoch's end. */
  register(peer: number, atUs: number): LedgerCommand {
    const challenge = this.#challenge(peer, 0, "register", atUs);
    const request = signRegistration(this.#state.crypto, challenge, challenge.peerId, this.#seedOf(peer));
    const outcome = this.#registrations.register(this.#state.crypto, request, atUs);
    assert(
      outcome.kind === "accepted",
      `peer ${peer} could not register: ${outcome.kind === "rejected" ? outcome.code : ""}`,
    );
    this.verified++;
    return { kind: "register", atUs, peerId: outcome.peerId };
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      verified: this.verified,
      desk: this.#desk.save(),
      registrations: this.#registrations.save(),
      connections: this.#connections,
    };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<IdentityDesk["save"]>): void {
    this.verified = saved.verified;
    this.#desk.load(saved.desk);
    this.#registrations.load(saved.registrations);
    this.#connections.set(saved.connections);
  }

  #challenge(peer: number, connection: number, purpose: string, atUs: number): IdentityChallenge {
    const { population, scenario } = this.#state;
    const nonce = createHash("sha256")
      .update(`${scenario.seed}/${purpose}/${population.peerIds[peer]}/${connection}`)
      .digest();
    const issued = this.#desk.issue(fromBase16(population.peerIds[peer]), nonce, atUs);
    assert(issued.kind === "issued", "Freddie has room for a challenge");
    return issued.challenge;
  }

  #seedOf(peer: number): Uint8Array {
    const { population, scenario } = this.#state;
    return peerSeed(scenario.seed, population.groups[population.peerGroups[peer]], peer);
  }
}
