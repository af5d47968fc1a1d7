import { exponentialOf, logNormalOf } from "../random/counter-hash.ts";
import type { NetworkParams } from "./params.ts";

/**
 * Browsing inside a leg: the client alternates between on (it transfers) and off (it reads). Both phases are drawn independently; a
 * leg begins at a random instant of that process, so that every leg sends its mean rate in the mean, however long it lasts. Source:
 * ASSUMPTIONS.md#bursts
 */
export interface BurstModel {
  readonly onUsMean: number;
  readonly offUsMean: number;
  readonly shape: NetworkParams["demand.burstShape"];
  readonly sigma: number;
  /** Long-run share of time in on phases: mean over peak of what a leg sends where nothing holds it. */
  readonly onShare: number;
}

/** The model of `params`; undefined where a leg sends evenly. */
export function burstModel(params: NetworkParams): BurstModel | undefined {
  if (!params["demand.bursts"]) return undefined;
  const { "demand.burstOn": onUsMean, "demand.burstOff": offUsMean } = params;
  return {
    onUsMean,
    offUsMean,
    shape: params["demand.burstShape"],
    sigma: params["demand.burstSigma"],
    onShare: onUsMean / (onUsMean + offUsMean),
  };
}

/** Length of a phase from its start, whole microseconds, at least 1. */
export function phaseUs(model: BurstModel, on: boolean, u: number): number {
  return Math.max(1, Math.round(drawnUs(model, on ? model.onUsMean : model.offUsMean, u)));
}

/**
 * What is left of a phase at a random instant inside it, whole microseconds, at least 1: a uniform part of a phase drawn in
 * proportion to its length. A log-normal's length-biased law is the log-normal with its median raised by exp(sigma squared).
 * `uLength` draws the phase, `uPart` the instant.
 */
export function residualPhaseUs(model: BurstModel, on: boolean, uLength: number, uPart: number): number {
  const meanUs = on ? model.onUsMean : model.offUsMean;
  const lengthBias = model.shape === "lognormal" ? Math.exp(model.sigma * model.sigma) : 1;
  // An exponential phase has no memory: what is left is distributed as the whole.
  const part = model.shape === "exponential" ? 1 : uPart;
  return Math.max(1, Math.round(part * lengthBias * drawnUs(model, meanUs, uLength)));
}

function drawnUs({ shape, sigma }: BurstModel, meanUs: number, u: number): number {
  switch (shape) {
    case "exponential":
      return meanUs * exponentialOf(u);
    case "lognormal":
      return logNormalOf(u, meanUs * Math.exp((-sigma * sigma) / 2), sigma);
    case "constant":
      return meanUs;
  }
}
