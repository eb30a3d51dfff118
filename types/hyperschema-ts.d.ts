/** The package's own declarations are read as CommonJS, where the class hides behind `default`. */
declare module 'hyperschema-ts' {
  export default class HyperschemaTS {
    static toDisk(schema: object, dir: string): string
  }
}
