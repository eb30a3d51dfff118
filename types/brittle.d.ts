declare module 'brittle' {
  interface Exception {
    (
      run: Promise<unknown> | (() => unknown),
      expected?: RegExp | Error | object,
      message?: string
    ): Promise<void>
    (run: Promise<unknown> | (() => unknown), message: string): Promise<void>
  }

  interface Comparison {
    (actual: unknown, expected: unknown, message?: string): void
    /** The same with ==. */
    coercively(actual: unknown, expected: unknown, message?: string): void
  }

  /** What a test is given. All are bound, so they may be taken out of it. */
  export interface TestContext {
    readonly name: string
    readonly assertions: number
    readonly fails: number
    readonly pass: (message?: string) => void
    readonly fail: (message?: string) => void
    readonly ok: (value: unknown, message?: string) => void
    readonly absent: (value: unknown, message?: string) => void
    readonly is: Comparison
    readonly not: Comparison
    readonly alike: Comparison
    readonly unlike: Comparison
    /** Throws TypeError and its like again; `exception.all` takes them too. */
    readonly exception: Exception & { all: Exception }
    readonly execution: (
      run: Promise<unknown> | (() => unknown),
      message?: string
    ) => Promise<number>
    readonly comment: (...message: unknown[]) => void
    readonly teardown: (run: () => unknown, options?: { order?: number; force?: boolean }) => void
    tmp(): Promise<string>
  }

  /** The class behind a test: what `check` builds on, without brittle's runner and its TAP. */
  export class Test implements TestContext {
    constructor(name: string, parent: Test | null, options?: { timeout?: number })
    readonly name: string
    readonly assertions: number
    readonly fails: number
    readonly pass: TestContext['pass']
    readonly fail: TestContext['fail']
    readonly ok: TestContext['ok']
    readonly absent: TestContext['absent']
    readonly is: TestContext['is']
    readonly not: TestContext['not']
    readonly alike: TestContext['alike']
    readonly unlike: TestContext['unlike']
    readonly exception: TestContext['exception']
    readonly execution: TestContext['execution']
    readonly comment: TestContext['comment']
    readonly teardown: TestContext['teardown']
    tmp(): Promise<string>
    protected _assertion(
      ok: boolean,
      message: string,
      explanation: { operator?: string; actual?: unknown; expected?: unknown } | null
    ): void
    protected _comment(...message: unknown[]): void
    protected _teardown(run: () => unknown, options?: { order?: number; force?: boolean }): void
  }
}
