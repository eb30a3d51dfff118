declare module 'hyperdb' {
  import type Hyperbee2 from 'hyperbee2'
  import type Hypercore from 'hypercore'

  namespace HyperDB {
    /** What a spec knows of its collections and indexes; generated beside each spec. */
    interface Shape {
      collections: Record<string, { row: object; key: object }>
      indexes: Record<string, { row: object; key: object }>
    }

    /** A generated spec/db; `shape` exists for the type checker alone. */
    interface Definition<S extends Shape> {
      readonly version: number
      readonly shape?: S
    }

    interface Range<Key> {
      gte?: Partial<Key>
      gt?: Partial<Key>
      lte?: Partial<Key>
      lt?: Partial<Key>
      limit?: number
      reverse?: boolean
    }

    interface Query<Row> extends AsyncIterable<Row> {
      toArray(): Promise<Row[]>
      one(): Promise<Row | null>
    }

    interface BeeOptions {
      /** Follow the core as it grows or is cut back. */
      autoUpdate?: boolean
      extension?: boolean
    }
  }

  type Rows<S extends HyperDB.Shape> = S['collections'] & S['indexes']

  class HyperDB<S extends HyperDB.Shape> {
    static bee<S extends HyperDB.Shape>(
      core: Hypercore,
      definition: HyperDB.Definition<S>,
      options?: HyperDB.BeeOptions
    ): HyperDB<S>
    static bee2<S extends HyperDB.Shape>(
      bee: Hyperbee2,
      definition: HyperDB.Definition<S>,
      options?: Pick<HyperDB.BeeOptions, 'autoUpdate'>
    ): HyperDB<S>
    readonly core: Hypercore
    ready(): Promise<void>
    close(): Promise<void>
    update(): void
    /** A still picture: later writes don't show in it. Close it when done. */
    snapshot(): HyperDB<S>
    get<C extends keyof S['collections'] & string>(
      collection: C,
      key: S['collections'][C]['key']
    ): Promise<S['collections'][C]['row'] | null>
    find<I extends keyof Rows<S> & string>(
      collectionOrIndex: I,
      range?: HyperDB.Range<Rows<S>[I]['key']>
    ): HyperDB.Query<Rows<S>[I]['row']>
    insert<C extends keyof S['collections'] & string>(
      collection: C,
      row: S['collections'][C]['row']
    ): Promise<void>
    delete<C extends keyof S['collections'] & string>(
      collection: C,
      key: S['collections'][C]['key']
    ): Promise<void>
    flush(): Promise<void>
    /** True while something is staged that changes a record. */
    updated(): boolean
  }

  export = HyperDB
}

declare module 'hyperdb/builder' {
  interface CollectionOptions {
    name: string
    /** A struct of the schema, as `@namespace/name`. */
    schema: string
    key: string[]
  }

  interface IndexOptions {
    name: string
    /** The collection that it indexes, as `@namespace/name`. */
    collection: string
    key: string[]
    unique?: boolean
  }

  interface Namespace {
    collections: { register(options: CollectionOptions): void }
    indexes: { register(options: IndexOptions): void }
  }

  export default class HyperdbBuilder {
    static from(schemaDir: string, dbDir: string): HyperdbBuilder
    static toDisk(builder: HyperdbBuilder): void
    namespace(name: string): Namespace
  }
}
