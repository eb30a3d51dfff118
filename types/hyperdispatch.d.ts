declare module 'hyperdispatch' {
  interface OperationOptions {
    name: string
    /** The struct that it carries, as `@namespace/name`. */
    requestType: string
  }

  export default class Hyperdispatch {
    static from(schemaDir: string, dispatchDir: string): Hyperdispatch
    static toDisk(dispatch: Hyperdispatch): void
    namespace(name: string): { register(options: OperationOptions): void }
  }
}

/** The shape of a generated spec/dispatch; see workshop/spec-types.ts. */
declare module 'hyperdispatch/types' {
  /** A decoded operation: its name and its value, one type for each name. */
  export type Operation<Ops> = {
    [Name in keyof Ops & string]: { id: number; name: Name; value: Ops[Name] }
  }[keyof Ops & string]

  export interface Router<Ops, Context> {
    add<Name extends keyof Ops & string>(
      name: Name,
      handler: (value: Ops[Name], context: Context) => Promise<void> | void
    ): void
    dispatch(operation: Uint8Array | Operation<Ops>, context: Context): Promise<void>
  }

  export interface Dispatch<Ops> {
    /** Encodes an operation with its id in front. */
    encode<Name extends keyof Ops & string>(name: Name, value: Ops[Name]): Uint8Array
    /** Throws on an unknown id (`HANDLER_NOT_FOUND_BY_ID`) and on bytes that end too soon. */
    decode(block: Uint8Array): Operation<Ops>
  }
}
