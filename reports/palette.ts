import type { TierName } from "../scenarios/result.ts";

/**
 * One colour for one thing through the whole report, as CSS custom properties with a light and a dark value.
 * The tests hold them to contrast (4.5:1 where they colour text, 3:1 else) and to separation under colour-blindness.
 */
export interface Ink {
  readonly light: string;
  readonly dark: string;
}

/** Page colours: background, panel, text, muted text, rules, links, and the two verdicts. */
export const PAGE_INKS = {
  ground: { light: "#ffffff", dark: "#14171a" },
  panel: { light: "#f4f6f8", dark: "#1d2226" },
  text: { light: "#1a1d21", dark: "#e8eaed" },
  muted: { light: "#545b64", dark: "#a8b0ba" },
  rule: { light: "#d5dae0", dark: "#363d45" },
  link: { light: "#0b5cad", dark: "#7cbcff" },
  good: { light: "#0a6b47", dark: "#5fd0a0" },
  bad: { light: "#a8201a", dark: "#ff9a8f" },
} as const satisfies Readonly<Record<string, Ink>>;

/** Things that are drawn as lines with a label in their own colour. */
export const THING_INKS = {
  honest: { light: "#0b63b0", dark: "#6cb4f5" },
  scheduled: { light: "#545b64", dark: "#e3e7ec" },
  minted: { light: "#0b7a75", dark: "#3fc9c0" },
  claimed: { light: "#9a5b00", dark: "#f0b040" },
  egress: { light: "#a0255f", dark: "#f58fbb" },
  direct: { light: "#3d6f8e", dark: "#8fc3e0" },
  measure: { light: "#2b4a78", dark: "#b3c7ee" },
  "attack-1": { light: "#c0410a", dark: "#ff8f4d" },
  "attack-2": { light: "#6b2f9e", dark: "#c79bf2" },
  "attack-3": { light: "#05684f", dark: "#4fd6a8" },
  "attack-4": { light: "#8a0f45", dark: "#ff7fb0" },
  "attack-5": { light: "#6e6200", dark: "#e0d060" },
  "attack-6": { light: "#1f4fd8", dark: "#86a5ff" },
} as const satisfies Readonly<Record<string, Ink>>;

/** The tiers are ordered, and so are their colours: lightness falls (rises, on dark) from New to Platinum. */
export const TIER_INKS: Readonly<Record<TierName, Ink>> = {
  new: { light: "#9c8412", dark: "#5d7cc0" },
  bronze: { light: "#7d7a58", dark: "#8b95a8" },
  silver: { light: "#5f6b80", dark: "#adaa94" },
  gold: { light: "#3a4f7d", dark: "#d0c06c" },
  platinum: { light: "#122f5f", dark: "#f7e36a" },
};

export type ThingName = keyof typeof THING_INKS;

/** CSS reference to the colour of `name`; follows the reader's light or dark setting. */
export function inkOf(name: ThingName): string {
  return `var(--ink-${name})`;
}

export function tierInk(tier: TierName): string {
  return `var(--tier-${tier})`;
}

/** Strategies whose colour is fixed, so that reports of different scenarios agree; others take the rest by name. */
const FIXED: Readonly<Record<string, ThingName>> = {
  "collusion-match": "attack-1",
  "wash-traffic": "attack-2",
  "sybil-split": "attack-3",
};

/** Colour of `strategy` among all `strategies` of the run. Beyond six strategies colours repeat: labels tell them apart. */
export function strategyInk(strategy: string, strategies: readonly string[]): string {
  const fixed = FIXED[strategy];
  if (fixed !== undefined) return inkOf(fixed);
  const free: readonly ThingName[] = ["attack-4", "attack-5", "attack-6"];
  const others = [...new Set(strategies)].filter((name) => FIXED[name] === undefined).sort();
  return inkOf(free[Math.max(0, others.indexOf(strategy)) % free.length] ?? "attack-4");
}

/** The custom properties of one colour scheme, as CSS declarations. */
export function inkDeclarations(scheme: keyof Ink): string {
  const page = Object.entries(PAGE_INKS).map(([name, ink]) => `--${name}:${ink[scheme]}`);
  const things = Object.entries(THING_INKS).map(([name, ink]) => `--ink-${name}:${ink[scheme]}`);
  const tiers = Object.entries(TIER_INKS).map(([name, ink]) => `--tier-${name}:${ink[scheme]}`);
  return [...page, ...things, ...tiers].join(";");
}
