import { machineTimeoutSeconds } from '../../lambdas/domain/time-budget.ts';
import type { PlanPath } from './plan-problem.ts';
import type { DatabaseNode, Plan, SeverityName } from './schema.ts';

/** What no single field can show: two places of the plan that contradict each other. `message` starts with the bad value. */
export type CrossProblem = { path: PlanPath; message: string };

/** A PostgreSQL name has 63 bytes; slots are called `reprise_<id>` (lambdas/domain/topology.ts). */
const LONGEST_NODE_ID = 63 - 'reprise_'.length;

/** Everything that contradicts, in no particular order; empty for a plan that can be built. */
export function crossCheck(plan: Plan): CrossProblem[] {
  return [
    ...regionProblems(plan),
    ...nodeProblems(plan),
    ...quorumProblems(plan),
    ...objectiveProblems(plan),
    ...patienceProblems(plan),
    ...peopleProblems(plan),
    ...serviceProblems(plan),
    ...repeated(
      plan.tests,
      (test) => test.name,
      (index) => ['tests', index, 'name'],
      'test',
    ),
  ];
}

/** One problem for each item whose value an earlier item has already. */
function repeated<T>(items: readonly T[], keyOf: (item: T) => string, pathOf: (index: number) => PlanPath, what: string): CrossProblem[] {
  return items.flatMap((item, index) => {
    const value = keyOf(item);
    const first = items.findIndex((other) => keyOf(other) === value);
    return first === index ? [] : [{ path: pathOf(index), message: `"${value}" is used twice; required a ${what} of its own for each` }];
  });
}

const quoted = (values: readonly string[]) => values.map((value) => JSON.stringify(value)).join(', ');

function regionProblems({ regions, database, redis }: Plan): CrossProblem[] {
  const known = regions.map((region) => region.name);
  const unknown = (region: string, path: PlanPath): CrossProblem[] =>
    known.includes(region) ? [] : [{ path, message: `"${region}" is no region of the plan; allowed: ${known.join(', ')}` }];
  const primaries = regions.filter((region) => region.role === 'primary').map((region) => region.name);
  return [
    ...repeated(
      regions,
      (region) => region.name,
      (index) => ['regions', index, 'name'],
      'name',
    ),
    ...repeated(
      regions,
      (region) => region.network.privateZoneId,
      (index) => ['regions', index, 'network', 'privateZoneId'],
      'zone',
    ),
    ...(primaries.length === 1
      ? []
      : [{ path: ['regions'], message: `${quoted(primaries) || 'no region'} has role primary; required exactly one` }]),
    ...database.nodes.flatMap((node, index) => unknown(node.region, ['database', 'nodes', index, 'region'])),
    ...redis.nodes.flatMap((node, index) => unknown(node.region, ['redis', 'nodes', index, 'region'])),
    ...regions.flatMap((region, index) => [
      ...withoutNode(region.name, database.nodes, ['regions', index, 'name'], region.role),
      ...subnetProblems(region.network, ['regions', index, 'network', 'subnetIds']),
      ...repeated(
        region.swarmManagers,
        (one) => one.id,
        (at) => ['regions', index, 'swarmManagers', at, 'id'],
        'id',
      ),
      ...repeated(
        region.swarmManagers,
        (one) => one.instance,
        (at) => ['regions', index, 'swarmManagers', at, 'instance'],
        'instance',
      ),
    ]),
  ];
}

/** A recovery region without a promotable standby recovers nothing. */
function withoutNode(region: string, nodes: readonly DatabaseNode[], path: PlanPath, role: string): CrossProblem[] {
  if (nodes.some((node) => node.region === region && node.promotable)) return [];
  const required = role === 'recovery' ? 'a promotable standby' : 'a promotable node';
  return [{ path, message: `"${region}" (${role}) has no promotable database node; required ${required} there` }];
}

function subnetProblems({ availabilityZones, subnetIds }: Plan['regions'][number]['network'], path: PlanPath): CrossProblem[] {
  if (availabilityZones.length === subnetIds.length) return [];
  return [
    {
      path,
      message: `${subnetIds.length} subnets for ${availabilityZones.length} availability zones; required one for each, in the same order`,
    },
  ];
}

function nodeProblems({ database, redis }: Plan): CrossProblem[] {
  const fields = ['id', 'host', 'address', 'instance'] as const;
  return [
    ...fields.flatMap((field) => [
      ...repeated(
        database.nodes,
        (node) => node[field],
        (index) => ['database', 'nodes', index, field],
        field,
      ),
      ...repeated(
        redis.nodes,
        (node) => node[field],
        (index) => ['redis', 'nodes', index, field],
        field,
      ),
    ]),
    ...database.nodes.flatMap(({ id, host }, index): CrossProblem[] => [
      ...(id.length <= LONGEST_NODE_ID
        ? []
        : [{ path: ['database', 'nodes', index, 'id'], message: `"${id}" has ${id.length} characters; allowed ${LONGEST_NODE_ID}` }]),
      ...(host === database.writer.name
        ? [{ path: ['database', 'nodes', index, 'host'], message: `"${host}" is the writer name; required a name of its own` }]
        : []),
    ]),
    ...caProblems(database.tls),
  ];
}

function caProblems({ mode, caParameter }: Plan['database']['tls']): CrossProblem[] {
  const needed = mode === 'verify-full' || mode === 'verify-ca';
  if (!needed || caParameter !== undefined) return [];
  return [
    { path: ['database', 'tls', 'mode'], message: `"${mode}" without caParameter; required the parameter with the certificate authority` },
  ];
}

/** Judged while the preferred primary is primary: the node of the primary region with the lowest priority. */
function quorumProblems({ regions, database }: Plan): CrossProblem[] {
  const home = regions.find((region) => region.role === 'primary')?.name;
  const [preferred] = database.nodes.filter((node) => node.region === home).sort((a, b) => a.priority - b.priority);
  const members = database.nodes.filter((node) => node.synchronous && node.id !== preferred?.id).map((node) => node.id);
  const { count } = database.synchronous;
  if (count <= members.length) return [];
  return [
    {
      path: ['database', 'synchronous', 'count'],
      message: `${count} is larger than the quorum's members (${members.join(', ') || 'none'}) while ${preferred?.id ?? 'nobody'} is primary; required at most ${members.length}`,
    },
  ];
}

function objectiveProblems({ objectives, database, frontDoor }: Plan): CrossProblem[] {
  const { scenarios, rto } = objectives;
  const longer = (path: PlanPath, seconds: number, what: string, limit: number): CrossProblem[] =>
    seconds <= limit ? [] : [{ path, message: `${seconds} s is longer than ${what}; allowed ${limit} s` }];
  const { databaseFailover, databaseFailoverAtWorst, regionFailover } = scenarios;
  return [
    ...longer(['database', 'writer', 'ttl'], database.writer.ttl, 'objectives.scenarios.databaseFailover', databaseFailover),
    ...longer(['frontDoor', 'ttl'], frontDoor.ttl, 'objectives.scenarios.regionFailover', regionFailover),
    ...longer(['objectives', 'scenarios', 'databaseFailover'], databaseFailover, 'databaseFailoverAtWorst', databaseFailoverAtWorst),
    ...Object.entries(scenarios).flatMap(([scenario, seconds]) =>
      longer(['objectives', 'scenarios', scenario], seconds, 'objectives.rto', rto),
    ),
  ];
}

/** The SSM agent takes a time-out of a document below this for an hour (`ValidateExecutionTimeout` of github.com/aws/amazon-ssm-agent). */
const SHORTEST_HOST_COMMAND = 5;

/** Durations that must not be nothing, and a heartbeat every alarm period holds at least one of. */
function patienceProblems(plan: Plan): CrossProblem[] {
  const { failover, database } = plan;
  const { heartbeat, alarm } = failover;
  const durations = Object.entries(failover).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return [
    ...durations.flatMap(([name, seconds]): CrossProblem[] =>
      seconds > 0 ? [] : [{ path: ['failover', name], message: '0 s; required at least 1s' }],
    ),
    ...(['hostCommandPatience', 'promotionPatience'] as const).flatMap((name): CrossProblem[] =>
      failover[name] === 0 || failover[name] >= SHORTEST_HOST_COMMAND
        ? []
        : [
            {
              path: ['failover', name],
              message: `${failover[name]} s; required at least ${SHORTEST_HOST_COMMAND} s: the SSM agent takes less for an hour`,
            },
          ],
    ),
    ...(heartbeat <= alarm.period
      ? []
      : [{ path: ['failover', 'heartbeat'], message: `${heartbeat} s is longer than failover.alarm.period; allowed ${alarm.period} s` }]),
    ...(failover.candidateHeartbeatAge >= 3 * heartbeat
      ? []
      : [
          {
            path: ['failover', 'candidateHeartbeatAge'],
            message: `${failover.candidateHeartbeatAge} s is less than three heartbeats; required at least ${3 * heartbeat} s`,
          },
        ]),
    ...worstCaseProblems(plan),
    ...(database.writer.ttl > 0 ? [] : [{ path: ['database', 'writer', 'ttl'], message: '0 s; required at least 1s' }]),
  ];
}

/** The machine's time-out is its slowest path; a plan that allows less promises what its own patience does not. */
function worstCaseProblems(plan: Plan): CrossProblem[] {
  const slowest = machineTimeoutSeconds(plan);
  const allowed = plan.objectives.scenarios.databaseFailoverAtWorst;
  if (slowest <= allowed) return [];
  const message = `${allowed} s is less than the slowest path takes with the patience in failover, ${slowest} s; shorten a patience or admit a longer worst case`;
  return [{ path: ['objectives', 'scenarios', 'databaseFailoverAtWorst'], message }];
}

const SEVERITIES: readonly SeverityName[] = ['P1', 'P2', 'P3', 'P4'];

const ADDRESSES = {
  email: { pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, wanted: 'an e-mail address' },
  sms: { pattern: /^\+[1-9][0-9]{6,14}$/, wanted: 'a telephone number like +261340000000' },
  https: { pattern: /^https:\/\/\S+$/, wanted: 'an https:// address' },
} as const;

function peopleProblems({ escalation, audiences, timeZone, languages }: Plan): CrossProblem[] {
  const known = audiences.map((audience) => audience.name);
  return [
    ...repeated(
      audiences,
      (audience) => audience.name,
      (index) => ['audiences', index, 'name'],
      'audience',
    ),
    ...repeated(
      languages,
      (language) => language,
      (index) => ['languages', index],
      'language',
    ),
    ...audiences.flatMap(({ endpoints }, audience) =>
      endpoints.flatMap(({ protocol, address }, index): CrossProblem[] => {
        const { pattern, wanted } = ADDRESSES[protocol];
        const path = ['audiences', audience, 'endpoints', index, 'address'];
        return pattern.test(address) ? [] : [{ path, message: `"${address}" is not ${wanted}, which ${protocol} requires` }];
      }),
    ),
    ...SEVERITIES.flatMap((severity) => rungProblems(severity, escalation[severity], known)),
    ...(isTimeZone(timeZone)
      ? []
      : [{ path: ['timeZone'], message: `"${timeZone}" is no time zone; required a name like Indian/Antananarivo` }]),
  ];
}

function rungProblems(severity: SeverityName, rungs: Plan['escalation'][SeverityName], known: readonly string[]): CrossProblem[] {
  return rungs.flatMap(({ after, audience }, index): CrossProblem[] => {
    const path = ['escalation', severity, index];
    const before = rungs[index - 1]?.after;
    return [
      ...(known.includes(audience)
        ? []
        : [{ path: [...path, 'audience'], message: `"${audience}" is not in audiences; allowed: ${known.join(', ')}` }]),
      ...(index === 0 && after !== 0
        ? [{ path: [...path, 'after'], message: `${after} s; required 0s for the first rung: somebody hears at once` }]
        : []),
      ...(before !== undefined && after < before
        ? [{ path: [...path, 'after'], message: `${after} s comes before the rung above it (${before} s); required rising times` }]
        : []),
    ];
  });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function serviceProblems({ services }: Plan): CrossProblem[] {
  return [
    ...repeated(
      services,
      (service) => service.name,
      (index) => ['services', index, 'name'],
      'name',
    ),
    ...services.flatMap(({ minimum, maximum, warm }, index): CrossProblem[] => [
      ...(minimum <= maximum
        ? []
        : [{ path: ['services', index, 'minimum'], message: `${minimum} is more than the maximum; allowed ${maximum}` }]),
      ...(warm <= maximum ? [] : [{ path: ['services', index, 'warm'], message: `${warm} is more than the maximum; allowed ${maximum}` }]),
    ]),
  ];
}
