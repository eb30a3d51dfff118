/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '16.3 client/batches.ts: batch.push(entry) ⇄ bytes += size':
    'Nothing looks at the batch between the two.',
  '16.3 client/batches.ts: batch = [] ⇄ bytes = 0': 'Nothing looks at the batch between the two.',
  "16.3 client/client.ts: await this.call('put-entries', { entries: batch }) ⇄ stored += batch.length":
    'It is told only after the answer; where there is none, putAll ends.'
}
