declare module 'virtual:wycheproof' {
  interface Group {
    readonly tests: readonly Readonly<Record<string, string>>[];
    readonly [parameter: string]: unknown;
  }
  /** File name to content; empty when no folder with the vectors was named. */
  export const files: Readonly<Record<string, { readonly testGroups: readonly Group[] } | undefined>>;
}
