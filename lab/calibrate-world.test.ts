import { beforeAll, describe, expect, it } from "vitest";
import { loadScenario } from "../scenarios/load.ts";
import type { ValidationResult } from "../scenarios/validation-result.ts";
import { validateNetwork } from "./calibrate-page.ts";
import { returnShareSeen, type WatchedWorld, watchWorld } from "./calibrate-world.ts";
import { runScenario } from "./run.ts";

const SETS = ["horizon=3d", "population.peers=400", "population.clients=900"];
const scenario = () => loadScenario("network-validation", { sets: SETS });

describe("watchWorld()", () => {
  let seen: WatchedWorld;
  beforeAll(async () => {
    const watched = await watchWorld(scenario(), () => {});
    if (watched === undefined) throw new Error("nobody interrupted the run");
    seen = watched;
  });

  it("sees what a run without a watcher counts, and changes nothing", async () => {
    const { summary, tables } = await runScenario(scenario());
    expect(seen.events).toBe(summary.events);
    expect(seen.legClients.length).toBe(summary.service.sessionsServed);
    const started = seen.legStarts.reduce((sum, count) => sum + count, 0);
    expect(seen.legClients.length - started).toBeLessThan(10);
    // Legs under way at the end have carried bytes that only the run counts.
    const bytes = seen.legBytes.reduce((sum, count) => sum + count, 0);
    expect(bytes / Number(summary.service.bytesDelivered)).toBeGreaterThan(0.97);
    expect(bytes).toBeLessThanOrEqual(Number(summary.service.bytesDelivered));
    // A row of the run's table is the number at the end of the hour: within what starts and ends inside one.
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const active = mean(tables.hours.map(({ sessionsActive }) => sessionsActive));
    expect(Math.abs(mean([...seen.legsActiveMeans]) / active - 1)).toBeLessThan(0.05);
    for (const peer of seen.ordinaryPeers.slice(0, 50)) {
      const onlineHours = seen.onlineHours.subarray(peer * seen.hours, (peer + 1) * seen.hours).filter(Boolean).length;
      // An hour counts whole where the peer was online at some time in it.
      expect(onlineHours / seen.hours, `peer ${peer}`).toBeGreaterThanOrEqual(tables.peers[peer].uptimeShare - 1e-9);
    }
  });

  it("finds everyone of a window in the same window, and fewer the later it looks", () => {
    const shares = [0, 1, 6, 24].map((lag) => returnShareSeen(seen, lag) ?? Number.NaN);
    expect(shares[0]).toBe(1);
    expect(shares[1]).toBeLessThan(1);
    expect(shares[2]).toBeLessThan(shares[1]);
    expect(shares[3]).toBeLessThan(shares[2]);
    expect(returnShareSeen(seen, 49)).toBeUndefined();
  });

  it("gives nothing of a run that was interrupted", async () => {
    expect(await watchWorld(scenario(), () => {}, AbortSignal.abort())).toBeUndefined();
  });
});

describe("validateNetwork()", () => {
  it("marks what was fitted, and finds the two returns near what they were fitted and not fitted to", async () => {
    const result = await validateNetwork({ scenario: "network-validation", sets: ["horizon=3d"] }, () => {});
    const rowNamed = (quantity: string) => (result as ValidationResult).rows.find((row) => row.quantity === quantity);
    const day = rowNamed("Addresses of a day seen a day later");
    expect(day).toMatchObject({ mark: "fitted", measured: { low: 0.382, high: 0.382 } });
    expect(Math.abs((day?.model ?? 0) - 0.382)).toBeLessThan(0.01);
    const hour = rowNamed("Addresses of a day seen an hour later");
    expect(hour).toMatchObject({ mark: "not-fitted", measured: { low: 0.973, high: 0.973 } });
    expect(Math.abs((hour?.model ?? 0) - 0.98)).toBeLessThan(0.002);
    const [extension, , , standalone] = result?.kinds ?? [];
    expect(Math.abs(extension.model - (extension.measured ?? 0))).toBeLessThan(0.03);
    // Standalone peers are some 90 identities, nearly always online.
    expect(Math.abs(standalone.model - (standalone.measured ?? 0))).toBeLessThan(0.012);
    expect(result?.command).toBe("npm run twinlight -- validate-model network-validation --set 'horizon=3d'");
  });

  it("refuses a run in which nobody can return the next day", async () => {
    await expect(validateNetwork({ scenario: "network-validation", sets: ["horizon=1d"] }, () => {})).rejects.toThrow(
      expect.objectContaining({ code: "VALIDATE_SHORT" }),
    );
  });
});
