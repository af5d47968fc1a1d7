import { TwinError } from "../../base/errors.ts";

/** Kumaraswamy quantile: close to a Beta distribution, but in closed form. */
export function kumaraswamyOf(u: number, shapeA: number, shapeB: number): number {
  return (1 - (1 - u) ** (1 / shapeB)) ** (1 / shapeA);
}

/** What the fit reads of a churn model; arrays are by kind. */
export interface ReturnInputs {
  readonly onlineHoursMeans: ArrayLike<number>;
  readonly shapeAs: ArrayLike<number>;
  readonly shapeBs: ArrayLike<number>;
  readonly availabilityMin: number;
  readonly availabilityMax: number;
}

/**
 * Share of the peers active in a 24 h window that are active in the window `lagHours` (0 to 24) later, over kinds weighted with their
 * shares of active peer-days. Closed form for gaps without memory (x = e^(-24 r): lost are (1 - a) x (1 - e^(-lag r)) of all,
 * active 1 - (1 - a) x), midpoint rule over availabilities a; the hourly rhythm averages out over windows.
 */
export function returnShareOf(inputs: ReturnInputs, dayShares: ArrayLike<number>, lagHours: number): number {
  const pointCount = 200;
  let returned = 0;
  for (let kind = 0; kind < dayShares.length; kind++) {
    let active = 0;
    let lost = 0;
    for (let point = 0; point < pointCount; point++) {
      const drawn = kumaraswamyOf((point + 0.5) / pointCount, inputs.shapeAs[kind], inputs.shapeBs[kind]);
      const availability = Math.min(inputs.availabilityMax, Math.max(inputs.availabilityMin, drawn));
      const startsPerHour = availability / (1 - availability) / inputs.onlineHoursMeans[kind];
      const absent = (1 - availability) * Math.exp(-24 * startsPerHour);
      active += 1 - absent;
      lost += absent * (1 - Math.exp(-lagHours * startsPerHour));
    }
    returned += dayShares[kind] * (1 - lost / active);
  }
  return returned;
}

/**
 * The second shape of the volunteers' availability at which the share `target` of identities returns after a day, by bisection (a
 * larger shape makes peers rarer). `shapeBsOf` gives the shapes by kind for a trial value.
 * @throws TwinError NETWORK_BAD_CHURN when no shape from 1 to 10,000 reaches the target
 */
export function fitShapeB(
  target: number,
  inputs: Omit<ReturnInputs, "shapeBs">,
  shapeBsOf: (trial: number) => ArrayLike<number>,
  dayShares: ArrayLike<number>,
): number {
  const returnAt = (trial: number): number => returnShareOf({ ...inputs, shapeBs: shapeBsOf(trial) }, dayShares, 24);
  let low = 1;
  let high = 10_000;
  const most = returnAt(low);
  const least = returnAt(high);
  if (!(target >= least && target <= most)) {
    throw new TwinError("NETWORK_BAD_CHURN", "no availability gives this return of identities after a day", {
      field: "params.churn.addressPersistence",
      value: target,
      expected: `churn.returnNextDay / churn.addressPersistence from ${least.toFixed(3)} to ${most.toFixed(3)}`,
    });
  }
  for (let step = 0; step < 40; step++) {
    const middle = Math.sqrt(low * high);
    if (returnAt(middle) > target) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}
