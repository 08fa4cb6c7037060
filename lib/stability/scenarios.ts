import { DATABASE_FAILOVER, DEPENDENCY_OUTAGE, ESCALATION } from '../plan/names.ts';

/** What a scenario leaves standing, seen from the region in which its machine runs. */
export type Scenario = {
  /** What is lost, for people. */
  readonly lost: string;
  /** Regions whose services may be needed. A machine that needs any other one fails when it is needed most. */
  reachable(own: string): readonly string[];
};

/** A machine whose scenario is missing here fails synthesis: nobody has said yet what it must do without. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  [DATABASE_FAILOVER]: {
    lost: 'the primary: a host, at worst its zone. The region is up; another region may be out of reach, and is needed for nothing',
    reachable: (own) => [own],
  },
  [ESCALATION]: {
    lost: 'whatever the incident is about, at worst the other region: people are told from the region in which the recovery works',
    reachable: (own) => [own],
  },
  [DEPENDENCY_OUTAGE]: {
    lost: 'a service of a third party. The region is up and switches its own application; another region may be out of reach, and is needed for nothing',
    reachable: (own) => [own],
  },
};
