import { type Contradiction, found } from '../../../support/plan/contradictions.ts';

const CASES: Contradiction[] = [
  [
    'a writer TTL above the RTO',
    (plan) => {
      plan.database.writer.ttl = 301;
    },
    'database.writer.ttl',
    '301 s is longer than objectives.scenarios.databaseFailover; allowed 300 s',
  ],
  [
    'a writer TTL of nothing',
    (plan) => {
      plan.database.writer.ttl = 0;
    },
    'database.writer.ttl',
    'required at least 1 s',
  ],
  [
    'a front door TTL above the RTO',
    (plan) => {
      if (plan.frontDoor) plan.frontDoor.ttl = 3_601;
    },
    'frontDoor.ttl',
    'allowed 3600 s',
  ],
  [
    'a worst case better than the objective',
    (plan) => {
      plan.objectives.scenarios.databaseFailoverAtWorst = 299;
    },
    'objectives.scenarios.databaseFailover',
    'is longer than databaseFailoverAtWorst',
  ],
  [
    'a patience that the worst case does not allow',
    (plan) => {
      plan.failover.instanceStopPatience = 900;
    },
    'objectives.scenarios.databaseFailoverAtWorst',
    '900 s is less than the slowest path takes with the patience in failover, ',
  ],
  [
    'a scenario slower than the RTO',
    (plan) => {
      plan.objectives.scenarios.dataRecovery = 14_401;
    },
    'objectives.scenarios.dataRecovery',
    'is longer than objectives.rto; allowed 14400 s',
  ],
  [
    'a patience of nothing',
    (plan) => {
      plan.failover.promotionPatience = 0;
    },
    'failover.promotionPatience',
    '0 s; required at least 1 s',
  ],
  [
    'a time-out of host commands that the SSM agent ignores',
    (plan) => {
      plan.failover.hostCommandPatience = 4;
    },
    'failover.hostCommandPatience',
    '4 s; required at least 5 s',
  ],
  [
    'a heartbeat slower than the alarm',
    (plan) => {
      plan.failover.heartbeat = 11;
    },
    'failover.heartbeat',
    '11 s is longer than failover.alarm.period; allowed 10 s',
  ],
  [
    'a candidate limit that no standby meets',
    (plan) => {
      plan.failover.candidateHeartbeatAge = 2;
    },
    'failover.candidateHeartbeatAge',
    'required at least 3 s',
  ],
  [
    'a mean time to recovery above the longest allowed',
    (plan) => {
      plan.objectives.mttr = 14_401;
    },
    'objectives.mttr',
    'is longer than objectives.rto; allowed 14400 s',
  ],
];

test.each(CASES)('%s', (_, change, path, message) => {
  expect(found(change)).toContainEqual({ path, message: expect.stringContaining(message) });
});
