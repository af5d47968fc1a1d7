/** Where a command leaves its exit code: commander's actions return nothing. */
export interface Outcome {
  exitCode: number;
}
