import type { AttackStrategy } from "../../agents/attacks/strategy.ts";
import type { ParamSpec } from "../../base/param-spec.ts";
import type { AttackTexts } from "./space.ts";

/** Between the names of the members. */
const JOINT = "+";
/** Between a member's name and a parameter of it. */
const OF = ".";

/** What a search looks through: one strategy, or several that act in one world with one purse. */
export interface SearchedFamily {
  /** A strategy's name; those of a coalition joined by `+`. */
  readonly name: string;
  /** A coalition's parameters carry their strategy's name: `wash-traffic.identities`. */
  readonly params: Readonly<Record<string, ParamSpec>>;
  readonly members: readonly AttackStrategy[];
}

/** An attack: a strategy or a coalition, and its parameters as a scenario writes them. */
export interface NamedAttack {
  readonly strategy: string;
  readonly texts: AttackTexts;
}

/** The family of `members`, one or several. Their order is that of the attackers in the world. */
export function familyOf(members: readonly AttackStrategy[]): SearchedFamily {
  const params = members.flatMap((member) =>
    Object.entries<ParamSpec>(member.params).map(([param, spec]) => [
      members.length === 1 ? param : `${member.name}${OF}${param}`,
      spec,
    ]),
  );
  return { name: members.map(({ name }) => name).join(JOINT), params: Object.fromEntries(params), members };
}

/** The strategies that a name stands for: one, or the members of a coalition. */
export function memberNames(name: string): readonly string[] {
  return name.split(JOINT).map((own) => own.trim());
}

/** A parameter's name as its own strategy knows it. */
export function bareName(param: string): string {
  return param.slice(param.lastIndexOf(OF) + 1);
}

/** The attack as one entry a strategy, each with its own parameters by their bare names. */
export function memberAttacks({ strategy, texts }: NamedAttack): readonly NamedAttack[] {
  const names = memberNames(strategy);
  if (names.length === 1) return [{ strategy, texts }];
  return names.map((name) => {
    const own = Object.entries(texts).filter(([param]) => param.startsWith(`${name}${OF}`));
    return { strategy: name, texts: Object.fromEntries(own.map(([param, text]) => [bareName(param), text])) };
  });
}
