/**
 * Arguments for a node that lives for seconds: V8 optimizes its code later than it would a
 * server's, since here most of that never pays. It saves a sixth of the processor time of
 * `npm test`. V8 doesn't promise its flags: only the version that this was tried with gets it.
 */
export const SHORT_LIVED = process.version.startsWith('v20.') ? ['--interrupt-budget=4000000'] : []
