import assert from 'node:assert/strict'
import { test } from 'node:test'

import { bindingSentences } from './sentences.ts'

const LESSON = `# 41 · Tags

You must like this.

## The rule

**A tag is one word. Nobody has two.**

Tags explain things. They are never empty, and \`all\` is one. What is only a question?

## Tasks

### 41.1 Only a heading

**Goal:** a list. **Rule:** keep the order. A gap stays.

\`\`\`ts
// never looked at
\`\`\`

\`#find\` looks before it waits.

| who | gets      |
| --- | --------- |
| one | exactly 1 |

## Questions

1. Must it?
`

test('what a lesson asks for is found: rules in any words, other sentences by theirs', () => {
  assert.deepEqual(bindingSentences(LESSON), [
    'A tag is one word.',
    'Nobody has two.',
    'They are never empty, and all is one.',
    'Rule: keep the order.',
    'A gap stays.',
    '#find looks before it waits.',
    '| one | exactly 1 |'
  ])
})
