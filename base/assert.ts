/** A broken promise of our own code. Never for bad input (that is `TwinError`) and never for a rule's refusal (a returned value). */
export class AssertionFailure extends Error {
  override readonly name = "AssertionFailure";
}

/**
 * Stops the run when `condition` is false: an error of ours.
 * @throws AssertionFailure with `message`
 */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

/** Closes a `switch` over a union: a variant that nobody handles does not compile. */
export function assertNever(value: never): never {
  throw new AssertionFailure(`unhandled variant: ${JSON.stringify(value)}`);
}
