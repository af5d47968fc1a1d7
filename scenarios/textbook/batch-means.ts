/** Mean of batches and half the width of its 99.9% interval: a test of a dozen such intervals seldom fails by chance. */
export function batchMeans(batches: readonly number[]): { mean: number; halfWidth: number } {
  const mean = batches.reduce((sum, value) => sum + value, 0) / batches.length;
  const variance = batches.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (batches.length - 1);
  const studentT999 = 4.8;
  return { mean, halfWidth: studentT999 * Math.sqrt(variance / batches.length) };
}
