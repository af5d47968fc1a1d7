#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { raiseInlining } from "../lab/inlining.ts";
import { EXIT_DONE } from "./exit-code.ts";
import { flushed, processTerminal } from "./terminal.ts";

// What is imported from here on is compiled once: a start takes half the time.
enableCompileCache();
raiseInlining();
const { runCli } = await import("./program.ts");

// A reader such as `head` that has seen enough is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT_DONE);
  throw error;
});

const exitCode = await runCli(process.argv.slice(2), processTerminal());
await flushed(process.stdout);
await flushed(process.stderr);
// Bankrun's runtime holds handles open, so the process would not end by itself.
process.exit(exitCode);
