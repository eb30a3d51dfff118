declare module 'paparam' {
  type Camel<S extends string> = S extends `${infer A}-${infer B}`
    ? `${A}${Capitalize<Camel<B>>}`
    : S
  type LongName<S extends string> = S extends `--${infer N}|${string}`
    ? N
    : S extends `--${infer N}`
      ? N
      : never

  /** `--json` is a boolean, `--limit <n>` a string and refused without; both are absent unless given. */
  type FlagsOf<S extends string> = S extends `${infer Names} <${string}`
    ? { [K in Camel<LongName<Names>>]?: string }
    : { [K in Camel<LongName<S>>]?: boolean }
  type ArgsOf<S extends string> = S extends `<${infer N}>`
    ? { [K in Camel<N>]: string }
    : S extends `[${infer N}]`
      ? { [K in Camel<N>]?: string }
      : never
  type Union<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void
    ? I
    : never
  type Present<T> = [T] extends [never] ? object : Union<T>

  export interface Flag<S extends string> {
    readonly spec: S
    multiple(): List<S>
  }
  /** A flag that may be given several times. */
  export interface List<S extends string> {
    readonly list: S
  }
  export interface Arg<S extends string> {
    readonly arg: S
  }
  export interface Note {
    readonly note: string
  }

  type FlagPart<P> =
    P extends Flag<infer S> ? FlagsOf<S> : P extends List<infer S> ? ListOf<S> : never
  type ListOf<S extends string> = S extends `${infer Names} <${string}`
    ? { [K in Camel<LongName<Names>>]?: string[] }
    : never
  type ArgPart<P> = P extends Arg<infer S> ? ArgsOf<S> : never

  export interface Command {
    readonly name: string
    /** Printed below its help. */
    footer: string
    /** Runs the command that was asked for, and waits for it; what it throws goes to bail. */
    parse(argv: string[]): Command | null
    help(): string
  }

  export interface Bail {
    /** The one that refused, or whose runner threw. */
    command: { name: string }
    reason: string
    flag?: { name: string }
    arg?: { value: string }
    err?: Error
  }

  /** What a runner is given: the flags and arguments of its command. */
  export interface Chosen<P extends readonly unknown[]> {
    readonly flags: Present<FlagPart<P[number]>>
    readonly args: Present<ArgPart<P[number]>>
  }

  /** With a runner as the last part. */
  export function command<const P extends readonly unknown[]>(
    name: string,
    ...parts: [...P, (chosen: Chosen<P>) => Promise<void>]
  ): Command
  /** A program of several commands. */
  export function command(name: string, ...parts: (Command | Note)[]): Command
  export function flag<const S extends string>(spec: S, description: string): Flag<S>
  export function arg<const S extends string>(spec: S, description: string): Arg<S>
  export function summary(text: string): Note
  export function description(text: string): Note
  export function footer(text: string): Note
  export function bail(handler: (bail: Bail) => void): Note
}
