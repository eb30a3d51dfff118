// Generated beside the spec: run `npm run spec`, never edit.
import type { Encoder } from 'compact-encoding'
import type { SchemaTypes } from './types.d.ts'

export function getEncoding<N extends keyof SchemaTypes>(name: N): Encoder<SchemaTypes[N]>
