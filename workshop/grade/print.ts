import { fitting } from './terminal.ts'

// The reader may stop reading: `npm test | head`.
process.stdout.on('error', () => {})

/** Writes lines to the terminal. */
export function print(...lines: string[]): void {
  process.stdout.write(`${fitting(lines.join('\n'))}\n`)
}
