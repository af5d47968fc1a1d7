import { expectedName } from "../../scenarios/nearest-name.ts";
import { type AttackRequest, planAttack, writtenAttackers } from "../attack-plan.ts";
import { labError } from "../codes.ts";
import { memberNames, type NamedAttack } from "./coalition.ts";

/**
 * The attack of a request with every parameter, defaults included. The name may be a coalition, whose parameters then carry their strategy's
 * name: `wash-traffic.identities=3`.
 * @throws ScenarioError, TwinError ATTACK_UNKNOWN, ATTACK_PARAM, SWEEP_COUNT
 */
export function writtenAttack(request: AttackRequest): NamedAttack {
  const names = memberNames(request.strategy);
  if (names.length === 1) return { strategy: request.strategy, texts: textsOf(request) };
  for (const param of request.params) {
    if (names.some((name) => param.startsWith(`${name}.`))) continue;
    const expected = expectedName(param.split(".")[0], names);
    const facts = { field: "--param", value: param, expected: `NAME.parameter=value, NAME being ${expected}` };
    throw labError("ATTACK_PARAM", "no strategy of the coalition", facts);
  }
  const entries = names.flatMap((name) => {
    const own = request.params.filter((param) => param.startsWith(`${name}.`));
    const params = own.map((param) => param.slice(name.length + 1));
    const texts = textsOf({ ...request, strategy: name, params });
    return Object.entries(texts).map(([param, text]) => [`${name}.${param}`, text]);
  });
  return { strategy: names.join("+"), texts: Object.fromEntries(entries) };
}

function textsOf(request: AttackRequest): NamedAttack["texts"] {
  const plan = planAttack(request);
  const entry = writtenAttackers(plan.withAttack).find(({ name }) => name === plan.attacker) ?? {};
  const { strategy: _, name: __, ...written } = entry;
  return Object.fromEntries(Object.entries(written).map(([name, value]) => [name, String(value)]));
}
