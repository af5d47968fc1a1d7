/** The process of one task: `inProcess` starts it, and it ends with the task, or when whoever started it is gone. */
import { raiseInlining } from "./inlining.ts";
import type { ProcessMessage, ProcessOrder, ProcessReport, WorkerPort } from "./worker-process.ts";

raiseInlining();
// A Ctrl-C reaches every process of the terminal: this one is told through its port, and stops where nothing is lost.
process.on("SIGINT", () => undefined);
process.once("disconnect", () => process.exit());
process.once("message", (order: ProcessOrder) => void carryOut(order));

async function carryOut({ file, task }: ProcessOrder): Promise<void> {
  const port: WorkerPort = {
    postMessage: (progress) => send({ progress }),
    on: (event, listener) => process.on(event, ({ message }: ProcessMessage) => listener(message)),
    close: () => undefined,
  };
  try {
    const { default: worker } = await import(file);
    await send({ result: await worker({ ...task, port }) });
  } catch (error) {
    await send({ failure: error instanceof Error ? error.message : String(error) });
  }
  process.exit();
}

async function send(report: ProcessReport): Promise<void> {
  await new Promise<void>((resolve) => process.send?.(report, undefined, undefined, () => resolve()));
}
