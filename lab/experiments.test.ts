import { describe, expect, it } from "vitest";
import { type ExperimentRow, runExperiment } from "./experiment-run.ts";
import { EXPERIMENTS } from "./experiments.ts";

/** Fewer peers and days than the figures of docs/comparisons.md and docs/open-questions.md, enough for the sign of each effect. */
const SMALL = ["population.peers=100", "population.clients=400"];

async function smallRun(
  name: string,
  ...sets: readonly string[]
): Promise<(variant: string, measure: string) => number> {
  const experiment = EXPERIMENTS.find((entry) => entry.name === name);
  if (experiment === undefined) throw new Error(`no experiment ${name}`);
  const variants = experiment.variants.map((variant) => ({ ...variant, sets: [...SMALL, ...sets, ...variant.sets] }));
  const rows: readonly ExperimentRow[] = await runExperiment({ ...experiment, variants }, 1);
  return (variant, measure) => {
    const row = rows.find((entry) => entry.variant === variant && entry.measure === measure);
    if (row === undefined) throw new Error(`${name} has no ${measure} of ${variant}`);
    return row.estimate.mean;
  };
}

describe("the comparison table", () => {
  it("no ground truth: colluders take half of the pay unseen; sampling convicts the crude ones, phase 1 leaves what is really moved", async () => {
    const of = await smallRun("no-ground-truth");
    expect(of("receipts alone", "pay kept by colluders")).toBeGreaterThan(0.5);
    expect(of("receipts alone", "inflating colluders convicted")).toBe(0);
    expect(of("sampled by tier", "inflating colluders convicted")).toBe(1);
    expect(of("sampled by tier", "pay kept by colluders")).toBeLessThan(of("receipts alone", "pay kept by colluders"));
    expect(of("phase 1", "pay kept by colluders")).toBeLessThan(of("receipts alone", "pay kept by colluders") / 2);
  });

  it("demand mismatch: presence pays a split host five times, bytes pay it once", async () => {
    const of = await smallRun("demand-mismatch", "horizon=5d");
    const gain = "pay of split hosts over that of whole ones";
    expect(of("presence is paid", gain)).toBeGreaterThan(4.5);
    expect(of("bytes are paid", gain)).toBeLessThan(1.5);
  });

  it("detectable probes: a peer that can tell forges unseen; blended in, the same peers are convicted", async () => {
    const of = await smallRun("detectable-probes", "horizon=8d");
    expect(of("the peer can tell", "coalition convicted")).toBe(0);
    expect(of("the peer can tell", "signed bytes that were never moved")).toBeGreaterThan(0.8);
    for (const variant of ["nobody can tell", "drawn afterwards"])
      expect(of(variant, "coalition convicted"), variant).toBe(1);
  });
});

describe("the open questions", () => {
  it("blind receipts blind the cross-reference of clients and the limit, not the pattern of sessions", async () => {
    const of = await smallRun("receipt-privacy", "population.peers=250", "population.clients=750", "horizon=8d");
    expect(of("receipts name the account", "matching colluders convicted")).toBe(1);
    expect(of("blind", "matching colluders convicted")).toBe(0);
    expect(of("blind", "wash traffic convicted")).toBe(1);
    expect(of("blind", "pay kept by attackers")).toBeGreaterThan(
      2 * of("receipts name the account", "pay kept by attackers"),
    );
  });

  it("a lower rate for widgets moves pay away from browsers, a minimum session leaves peers that worked unpaid", async () => {
    const of = await smallRun("widget-or-desktop", "horizon=5d");
    const browsers = "pay to peers in browsers";
    expect(of("widgets at half", browsers)).toBeLessThan(of("one rate", browsers));
    expect(of("4 h in one piece", "peers with bytes that were paid")).toBeLessThan(1);
  });

  it("a minimum of uptime leaves carried bytes unpaid, the quality factor none", async () => {
    const of = await smallRun("hardware-minimum", "horizon=5d");
    expect(of("quality factor alone", "bytes carried by peers never paid")).toBe(0);
    expect(of("online 25% of the day", "bytes carried by peers never paid")).toBeGreaterThan(0);
  });

  it("the static table pays rare regions more than one rate does, the controller only those where clients ask", async () => {
    const of = await smallRun("geo-calibration", "horizon=20d");
    const elsewhere = "pay to Oceania and Latin America";
    expect(of("static table", elsewhere)).toBeGreaterThan(of("one rate", elsewhere));
    expect(of("controller", elsewhere)).toBeLessThan(of("one rate", elsewhere));
  });
});

describe("the ablation", () => {
  it("runs each defence alone and all but each, and cross-referenced clients carry the most", async () => {
    const alone = await smallRun("defences-alone", "horizon=6d", "population.peers=200", "population.clients=600");
    const pay = (variant: string) => alone(variant, "pay kept by attackers");
    expect(pay("cross-referenced clients")).toBeLessThan(pay("client limit"));
    expect(pay("client limit")).toBeLessThan(pay("none"));
    expect(pay("all layers")).toBeLessThan(pay("cross-referenced clients"));
    const [all, ...without] = EXPERIMENTS.find(({ name }) => name === "defences-without")?.variants ?? [];
    expect(all.sets).toEqual([]);
    expect(without.map(({ sets }) => sets.length)).toEqual(without.map(() => 1));
  });
});
