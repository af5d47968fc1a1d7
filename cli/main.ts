#!/usr/bin/env node
import { runCli } from "./program.ts";
import { flushed, processTerminal } from "./terminal.ts";

const exitCode = await runCli(process.argv.slice(2), processTerminal());
await flushed(process.stdout);
await flushed(process.stderr);
// Bankrun's runtime holds handles open, so the process would not end by itself.
process.exit(exitCode);
