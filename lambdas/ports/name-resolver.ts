/** DNS as clients see it. */
export interface NameResolver {
  /** IPv4 addresses a name resolves to now. Rejects with `DependencyUnavailable`. */
  addresses(name: string, deadlineSeconds: number): Promise<string[]>;
}
