/** A JSON value whose integers beyond 2^53 are exact. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue | undefined };

const INTEGER = /^-?\d+$/;

/** The text's value, undefined where it is not JSON. Integers that no `number` holds, as lamports can be, come as `bigint`. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text, (_name, value: JsonValue, context?: { readonly source?: string }) => {
      const source = context?.source;
      const inexact = typeof value === "number" && source !== undefined && INTEGER.test(source);
      return inexact && !Number.isSafeInteger(value) ? BigInt(source) : value;
    });
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** As JSON; only values without `bigint`, since every standard reader would round it. */
export function jsonText(value: JsonValue): string {
  return JSON.stringify(value);
}

/** The fields of an object; undefined for anything else. */
export function recordOf(value: unknown): Readonly<Record<string, JsonValue | undefined>> | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, JsonValue | undefined>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A whole number as `bigint`; undefined for anything else. */
export function integerOf(value: JsonValue | undefined): bigint | undefined {
  if (typeof value === "bigint") return value;
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : undefined;
}
