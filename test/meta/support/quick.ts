/**
 * True where CHECK_QUICK is set, as in CI: what `npm test` has just tried is not tried again, and a
 * mistake meets only the tests that must reject it, until one has. The rest is for authors to run.
 */
export function isQuick(): boolean {
  return process.env['CHECK_QUICK'] !== undefined
}
