/** An instance that takes host commands. */
export type HostTarget = { instance: string; region: string };

/** The one JSON line a host program prints last. */
export type HostReport = { program: string; outcome: string; seen?: string; stopped?: boolean; fenceFile?: boolean } & Record<
  string,
  unknown
>;

/**
 * `finished`: the program ran to its end; `report` is absent when it printed no JSON line.
 * `not-run`: certainly nothing ran (unknown instance, agent gone, refused parameters, cancelled before delivery).
 * `unknown`: it may have run, may be running, or may still run.
 */
export type HostCommandOutcome =
  | { kind: 'finished'; commandId: string; exitCode: number; report?: HostReport; stderr: string }
  | { kind: 'not-run'; commandId?: string; why: string }
  | { kind: 'unknown'; commandId?: string; why: string };

/** Runs programs of `hosts/` on hosts. Parameters are values, never shell text. */
export interface HostCommands {
  /** Never rejects: not knowing is an outcome. Ends after `patienceSeconds` at the latest. */
  run(program: string, target: HostTarget, parameters: Record<string, string>, patienceSeconds: number): Promise<HostCommandOutcome>;
}
