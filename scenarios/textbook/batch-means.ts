/** Mean of batches and half the width of its 99.9% interval: a test of a dozen such intervals seldom fails by chance. */
export function batchMeans(batches: readonly number[]): { mean: number; halfWidth: number } {
  const mean = batches.reduce((sum, value) => sum + value, 0) / batches.length;
  const variance = batches.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (batches.length - 1);
  const studentT999 = 4.8;
  return { mean, halfWidth: studentT999 * Math.sqrt(variance / batches.length) };
}

/** What is wrong where `formula` lies outside the interval of `batches`, or the interval is too wide to mean something; nothing if it agrees. */
export function disagreement(batches: readonly number[], formula: number, relativeWidthMax: number): string[] {
  const { mean, halfWidth } = batchMeans(batches);
  const wrong: string[] = [];
  if (!(Math.abs(mean - formula) < halfWidth)) wrong.push(`${mean} +- ${halfWidth}, formula ${formula}`);
  if (!(halfWidth < relativeWidthMax * formula)) wrong.push(`+- ${halfWidth}, at most ${relativeWidthMax * formula}`);
  return wrong;
}
