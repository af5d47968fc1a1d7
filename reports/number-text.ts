/** Numbers as the report prints them: three significant digits, narrow spaces between thousands, SI bytes. Never locale-dependent. */

/** Narrow no-break space: separates thousands, and a number from its unit. */
export const THIN_SPACE = "\u202f";
/** Printed where there is no value. */
export const NO_VALUE = "–";

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

function exponentText(value: number, digits: number): string {
  const [mantissa = "0", exponent = "0"] = value.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const raised = String(Math.abs(power)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? digit);
  return `${mantissa}×10${power < 0 ? "⁻" : ""}${raised}`;
}

/** `value` to `digits` significant digits: `171 000`, `5.10`, `0.0345`, `1.20×10¹⁵`; an en dash where it is null or not finite. */
export function figureText(value: number | null, digits = 3): string {
  if (value === null || !Number.isFinite(value)) return NO_VALUE;
  if (value === 0) return "0";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size >= 1e10 || size < 1e-5) return sign + exponentText(size, digits);
  if (Number.isInteger(size) && size < 10 ** digits) return sign + String(size);
  const rounded = Number(size.toPrecision(digits));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(rounded)));
  const [whole = "0", fraction] = rounded.toFixed(decimals).split(".");
  return sign + grouped(whole) + (fraction === undefined ? "" : `.${fraction}`);
}

/** A count: exact below ten thousand (`1 402`), three significant digits above. */
export function countText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 10_000
    ? (value < 0 ? "−" : "") + grouped(String(Math.abs(value)))
    : figureText(value);
}

/** A number on an axis: no padding zeros, millions as `M`. */
export function axisText(value: number): string {
  if (Math.abs(value) >= 1e6 && Math.abs(value) < 1e10) return `${trimmed(value / 1e6)}${THIN_SPACE}M`;
  return trimmed(value);
}

function trimmed(value: number): string {
  return figureText(value)
    .replace(/(\.\d*?)0+(?=×|$)/, "$1")
    .replace(/\.(?=×|$)/, "");
}

/** A share from 0 to 1 as a percentage; a share below one never reads `100%`, nor one above zero `0%`. */
export function shareText(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return NO_VALUE;
  if (share > 0 && share < 1e-4) return "under 0.01%";
  if (share > 0.9995 && share < 1) return "over 99.9%";
  return `${trimmed(share * 100)}%`;
}

/** A share as a change, with its sign: `+200%`, `−0.37%`, `0%`; one below a hundredth of a per cent has none. */
export function signedShareText(share: number): string {
  if (share === 0) return "0%";
  if (Math.abs(share) < 1e-4) return "within ±0.01%";
  return `${share < 0 ? "−" : "+"}${trimmed(Math.abs(share) * 100)}%`;
}

/** Bytes in SI units, kB to EB. */
export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
  let step = 0;
  let value = bytes;
  while (Math.abs(value) >= 999.5 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  return `${figureText(value)}${THIN_SPACE}${units[step]}`;
}

export function lanternText(lantern: number | null): string {
  return `${figureText(lantern)}${THIN_SPACE}LANTERN`;
}

export function usdText(usd: number | null): string {
  return `${figureText(usd)}${THIN_SPACE}USD`;
}

/** LANTERN and USD side by side, as wherever money is meant. */
export function moneyText(lantern: number, priceUsd: number): string {
  return `${lanternText(lantern)} (${usdText(lantern * priceUsd)})`;
}

/** LANTERN of a decimal string of base units; exact up to 2^53 base units, which the cap never reaches. */
export function lanternOf(base: string): number {
  return Number(BigInt(base)) / 1e6;
}

/** All six decimals of an amount of base units: `171 232.876712`. */
export function exactLanternText(base: string): string {
  const amount = BigInt(base);
  const size = amount < 0n ? -amount : amount;
  const fraction = String(size % 1_000_000n).padStart(6, "0");
  return `${amount < 0n ? "−" : ""}${grouped(String(size / 1_000_000n))}.${fraction}`;
}
