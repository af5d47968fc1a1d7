import { TIER_NAMES } from "../../protocol/tiers/tier.ts";
import { bareName } from "./coalition.ts";
import type { Candidate } from "./search-worlds.ts";
import { type AttackSpace, type AttackTexts, smallerTexts, textsAt } from "./space.ts";

/** Rounds over all parameters: each accepted step makes the attack smaller, so there are never many. */
const ROUNDS_MAX = 8;

/**
 * The smallest attack that still pays, as shrinkers of property tests look for it: boldest step first, accepted if `stillPays`. In order:
 * fewer identities, lower tier (less capital), fewer of everything else, and parameters back at their defaults. Greedy: no single step makes
 * the result smaller and leaves it paying. `stillPays` judges candidates side by side.
 * Source: design note on attacks, minimal profitable attack
 */
export async function shrunkAttack(
  space: AttackSpace,
  start: AttackTexts,
  stillPays: (candidates: readonly Candidate[]) => Promise<readonly boolean[]>,
): Promise<AttackTexts> {
  let best = start;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = best;
    for (const { name, steps } of passesOf(space)) {
      const smaller = steps(best).map((text) => ({ ...best, [name]: text }));
      if (smaller.length === 0) continue;
      const verdicts = await stillPays(smaller.map((texts) => ({ strategy: space.strategy.name, texts })));
      best = smaller.find((_, index) => verdicts[index]) ?? best;
    }
    if (JSON.stringify(best) === JSON.stringify(before)) return best;
  }
  return best;
}

interface Pass {
  readonly name: string;
  /** Values of the parameter that make the attack smaller, boldest first. */
  readonly steps: (texts: AttackTexts) => readonly string[];
}

function passesOf(space: AttackSpace): readonly Pass[] {
  const counted = space.axes.filter(({ kind }) => kind === "number").map(({ name }) => name);
  const isTier = (name: string) => bareName(name) === "tier";
  const isIdentity = (name: string) => /identit|hosts|reserves/i.test(bareName(name));
  const smaller = (name: string): Pass => ({ name, steps: (texts) => smallerTexts(space, name, texts[name]) });
  const defaults = textsAt(space, space.defaults);
  // A count's default may be larger than what is there, and its smaller values had their turn.
  const choices = space.axes.filter(({ kind, name }) => kind === "choice" && !isTier(name));
  return [
    ...counted.filter(isIdentity).map(smaller),
    ...space.axes.filter(({ name }) => isTier(name)).map(({ name }) => ({ name, steps: lowerTiers(name) })),
    ...counted.filter((name) => /clients/i.test(bareName(name))).map(smaller),
    ...choices.map(({ name }) => ({ name, steps: backTo(name, defaults) })),
    ...counted
      .filter((name) => !isIdentity(name) && !/clients/i.test(bareName(name)))
      .map((name) => ({ name, steps: backTo(name, defaults) })),
  ];
}

function lowerTiers(name: string): (texts: AttackTexts) => readonly string[] {
  return (texts) => {
    const index = TIER_NAMES.findIndex((tier) => String(tier) === texts[name]);
    return TIER_NAMES.slice(0, Math.max(0, index));
  };
}

function backTo(name: string, defaults: AttackTexts): (texts: AttackTexts) => readonly string[] {
  return (texts) => (texts[name] === defaults[name] ? [] : [defaults[name]]);
}
