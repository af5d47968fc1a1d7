import type { NumberSpec } from "../../base/param-spec.ts";
import type { FitPart, FitQuantityName } from "./fit-quantities.ts";
import { NETWORK_PARAMS } from "./params.ts";

/** Counts of the table's rows that may be fitted, by quantity and, where it matters, by what they are at. */
export type RowCounts = (quantity: FitQuantityName, at?: number) => number;

/** A parameter that a table can fix. */
export interface FitCoordinate {
  readonly path: FitPath;
  readonly part: FitPart;
  /** How the fit moves it: by its logarithm where it spans magnitudes, as it is else. */
  readonly scale: "log" | "linear";
  /** Whether these rows fix it; what they leave open stays as it is. */
  readonly isFixedBy: (rows: RowCounts) => boolean;
  /** The rows that would, in words. */
  readonly needs: string;
}

export type FitPath =
  | "churn.returnNextDay"
  | "churn.addressPersistence"
  | "churn.availabilityA"
  | "churn.extensionOnline"
  | "churn.badgeOnline"
  | "churn.phoneOnline"
  | "churn.standaloneOnline"
  | "churn.onlineSigma"
  | "demand.legMean"
  | "demand.legSigma"
  | "demand.legRate"
  | "demand.legBytesSigma"
  | "demand.upShareMedian"
  | "demand.upShareSigma"
  | "demand.thinkGap"
  | "demand.legsPerVisit"
  | "demand.activitySigma"
  | "demand.rhythm"
  | "network.nat.unknownUnrestricted"
  | "network.nat.standaloneUnrestricted"
  | "network.nat.clientRestricted";

const online = (path: FitPath, quantity: FitQuantityName): FitCoordinate => ({
  path,
  part: "churn",
  scale: "log",
  isFixedBy: (rows) => rows(quantity) >= 1,
  needs: `a row ${quantity}`,
});

/** A spread shows only between two values. */
const spread = (path: FitPath, part: FitPart, quantity: FitQuantityName, mean?: FitQuantityName): FitCoordinate => ({
  path,
  part,
  scale: "linear",
  isFixedBy: (rows) => rows(quantity) >= (mean !== undefined && rows(mean) > 0 ? 1 : 2),
  needs: mean === undefined ? `two rows ${quantity}` : `two rows ${quantity}, or one beside ${mean}`,
});

const single = (
  path: FitPath,
  part: FitPart,
  scale: FitCoordinate["scale"],
  ...quantities: FitQuantityName[]
): FitCoordinate => ({
  path,
  part,
  scale,
  isFixedBy: (rows) => quantities.some((quantity) => rows(quantity) >= 1),
  needs: `a row ${quantities.join(" or ")}`,
});

const ONLINE_QUANTITIES = [
  "extension-online-hours",
  "badge-online-hours",
  "phone-online-hours",
  "standalone-online-hours",
] as const satisfies readonly FitQuantityName[];

/** Every parameter that `twinlight calibrate` can fit, with the rows that fix it. */
export const FIT_COORDINATES: readonly FitCoordinate[] = [
  single("churn.returnNextDay", "churn", "log", "address-return", "identity-return"),
  {
    path: "churn.addressPersistence",
    part: "churn",
    scale: "linear",
    isFixedBy: (rows) => rows("address-return", 24) >= 1 && rows("identity-return") >= 1,
    needs: "a row address-return at 24 hours and a row identity-return",
  },
  single("churn.availabilityA", "churn", "log", "active-day-share"),
  online("churn.extensionOnline", "extension-online-hours"),
  online("churn.badgeOnline", "badge-online-hours"),
  online("churn.phoneOnline", "phone-online-hours"),
  online("churn.standaloneOnline", "standalone-online-hours"),
  {
    path: "churn.onlineSigma",
    part: "churn",
    scale: "linear",
    isFixedBy: (rows) => ONLINE_QUANTITIES.some((quantity) => rows(quantity) >= 2),
    needs: "two rows of the times online of one kind",
  },
  single("demand.legMean", "demand", "log", "leg-seconds-mean", "leg-seconds"),
  spread("demand.legSigma", "demand", "leg-seconds", "leg-seconds-mean"),
  single("demand.legRate", "demand", "log", "leg-bytes-mean", "leg-bytes"),
  spread("demand.legBytesSigma", "demand", "leg-bytes", "leg-bytes-mean"),
  single("demand.upShareMedian", "demand", "linear", "leg-up-share"),
  spread("demand.upShareSigma", "demand", "leg-up-share"),
  single("demand.thinkGap", "demand", "log", "think-gap-seconds"),
  single("demand.legsPerVisit", "demand", "log", "legs-per-visit-mean"),
  single("demand.activitySigma", "demand", "linear", "client-activity"),
  {
    path: "demand.rhythm",
    part: "demand",
    scale: "linear",
    isFixedBy: (rows) => rows("visit-starts-by-hour") >= 2,
    needs: "two rows visit-starts-by-hour",
  },
  {
    path: "network.nat.unknownUnrestricted",
    part: "matching",
    scale: "linear",
    isFixedBy: (rows) =>
      rows("known-nat-unrestricted") >= 1 ||
      (rows("unknown-peer-connects") >= 1 && rows("restricted-peer-connects") + rows("client-restricted") >= 1),
    needs:
      "a row known-nat-unrestricted, or one unknown-peer-connects beside restricted-peer-connects or client-restricted",
  },
  single("network.nat.standaloneUnrestricted", "matching", "linear", "standalone-unrestricted"),
  single(
    "network.nat.clientRestricted",
    "matching",
    "linear",
    "restricted-peer-connects",
    "unknown-peer-connects",
    "client-restricted",
  ),
];

/** Bounds, unit and default of a parameter that can be fitted. */
export function fitSpec(path: FitPath): NumberSpec {
  return NETWORK_PARAMS[path];
}
