/**
 * `node bench/replications-run.ts FIRST COUNT`: some of the replications of `bench/workers.ts`, one after the other in this process,
 * without workers; what two such processes reach against one is what the machine allows. Prints the state hashes as one JSON array.
 */
import { runScenario } from "../lab/run.ts";
import { benchReplications } from "./replications.ts";

const [first, count] = process.argv.slice(2).map(Number);
const hashes: string[] = [];
for (const { scenario } of benchReplications().slice(first, first + count))
  hashes.push((await runScenario(scenario)).summary.stateHash);
process.stdout.write(`${JSON.stringify(hashes)}\n`);
