import type { AttackStrategy } from "../../agents/attacks/strategy.ts";
import { expectedName } from "../../scenarios/nearest-name.ts";
import { labError } from "../codes.ts";
import { familyOf, memberNames, type SearchedFamily } from "./coalition.ts";

/** Strategies in one coalition: each brings its parameters to the space, and takes its part of the identities. */
const MEMBERS_MAX = 4;

/**
 * The families that a search is asked for, from those `known`: the named ones, all where none is named; with partners, each of them in coalition
 * with every partner instead. A name may be a coalition itself: `collusion-match+wash-traffic`.
 * @throws TwinError SEARCH_STRATEGIES
 */
export function requestedFamilies(
  names: readonly string[],
  partners: readonly string[],
  known: readonly AttackStrategy[],
): readonly SearchedFamily[] {
  const named = names.length === 0 ? known.map(({ name }) => name) : names;
  const asked = named.map((name) => membersOf("--strategy", name, known));
  if (partners.length === 0) return asked.map(familyOf);
  const joined = partners.flatMap((partner) => {
    const others = membersOf("--with", partner, known);
    // A strategy is no partner of itself: more of one's own kind are more identities.
    return asked
      .filter((members) => !members.some((member) => others.includes(member)))
      .map((members) => [...members, ...others]);
  });
  if (joined.length === 0)
    throw refused("--with", partners.join(","), "no coalition is left", "a strategy that --strategy does not name");
  return joined.map((members) => checkedSize("--with", members));
}

function membersOf(field: string, name: string, known: readonly AttackStrategy[]): readonly AttackStrategy[] {
  const members = memberNames(name).map((own) => {
    const strategy = known.find((other) => other.name === own);
    const names = known.map((other) => other.name);
    if (strategy === undefined) throw refused(field, own, "unknown strategy", expectedName(own, names));
    return strategy;
  });
  if (new Set(members).size < members.length)
    throw refused(field, name, "a strategy twice in one coalition", "each strategy once; identities are a parameter");
  checkedSize(field, members);
  return members;
}

function checkedSize(field: string, members: readonly AttackStrategy[]): SearchedFamily {
  const family = familyOf(members);
  if (members.length > MEMBERS_MAX)
    throw refused(field, family.name, "the coalition is too large", `at most ${MEMBERS_MAX} strategies`);
  return family;
}

function refused(field: string, value: string, problem: string, expected: string): Error {
  return labError("SEARCH_STRATEGIES", problem, { field, value, expected });
}
