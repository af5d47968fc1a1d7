import { describe, expect, it } from "vitest";
import { executionError, loggedData } from "./anchor-log.ts";

const VAULT = "8DVsXGP7wf7JzmM2ojVLJwCUeDvqJqAY2d5YmjZKcFeV";
const TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
const RESULT = "Error processing Instruction 0: custom program error: 0x1778";

describe("executionError", () => {
  it("takes name, number and message from the program's log", () => {
    const logs = [
      `Program ${VAULT} invoke [1]`,
      "Program log: AnchorError occurred. Error Code: EpochOutOfOrder. Error Number: 6006. Error Message: Not the next one.",
      `Program ${VAULT} failed: custom program error: 0x1776`,
    ];
    const error = executionError("Error processing Instruction 0: custom program error: 0x1776", logs, new Map());
    expect(error).toEqual({ stage: "executed", code: "EpochOutOfOrder", number: 6006, detail: "Not the next one" });
  });

  it("names a bare number by the program that failed, and keeps the number where the program is not known", () => {
    const logs = [`Program ${VAULT} invoke [1]`, `Program ${TOKEN} failed: custom program error: 0x1`];
    const names = new Map([[TOKEN, new Map([[1, "InsufficientFunds"]])]]);
    expect(executionError(RESULT, logs, names)).toMatchObject({ code: "InsufficientFunds", number: 1 });
    expect(executionError(RESULT, logs, new Map())).toMatchObject({ code: "Custom1", number: 1 });
  });

  it("makes a name of the runtime's own sentence", () => {
    const error = executionError("Error processing Instruction 2: missing required signature", [], new Map());
    expect(error).toMatchObject({ code: "MissingRequiredSignature" });
    expect(executionError("Blockhash not found", [], new Map())).toMatchObject({ code: "BlockhashNotFound" });
  });
});

describe("loggedData", () => {
  it("is not led astray by what a program writes into its own log", () => {
    const logs = [
      `Program ${VAULT} invoke [1]`,
      "Program log: success",
      `Program log: Program ${TOKEN} invoke [2]`,
      "Program return: AA failed",
      "success",
      "Program data: AQI=",
    ];
    expect(loggedData(logs).map(({ program }) => program)).toEqual([VAULT]);
  });

  it("attributes data to the program that was running, after calls into others too", () => {
    const logs = [
      `Program ${VAULT} invoke [1]`,
      `Program ${TOKEN} invoke [2]`,
      "Program data: AQI=",
      `Program ${TOKEN} success`,
      `Program ${VAULT} consumed 5 of 200000 compute units`,
      "Program data: AwQ=",
      `Program ${VAULT} success`,
    ];
    expect(loggedData(logs).map(({ program, data }) => [program, [...data]])).toEqual([
      [TOKEN, [1, 2]],
      [VAULT, [3, 4]],
    ]);
  });
});
