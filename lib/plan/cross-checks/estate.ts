import type { PlanPath } from '../plan-problem.ts';
import type { DatabaseNode, Plan } from '../schema.ts';
import { type CrossCheck, type CrossProblem, eachOf, type Named, repeated } from './cross-problem.ts';

/** A PostgreSQL name has 63 bytes; slots are called `reprise_<id>` (lambdas/domain/topology.ts). */
const LONGEST_NODE_ID = 63 - 'reprise_'.length;

const quoted = (values: readonly string[]) => values.map((value) => JSON.stringify(value)).join(', ');
const redisNodes = ({ redis }: Plan) => redis?.nodes ?? [];

export const ESTATE_CHECKS: readonly CrossCheck[] = [
  { needs: [['regions']], find: regionProblems },
  { needs: [['regions'], ['database', 'nodes']], find: databaseRegionProblems },
  { needs: [['regions'], ['redis']], find: redisRegionProblems },
  { needs: [['regions'], ['database', 'nodes'], ['redis']], find: sharedHostProblems },
  { needs: [['database', 'nodes']], find: nodeIdProblems },
  {
    needs: [
      ['database', 'nodes'],
      ['database', 'writer', 'name'],
    ],
    find: writerNameProblems,
  },
  { needs: [['database', 'tls']], find: authorityProblems },
  { needs: [['regions'], ['database', 'nodes'], ['database', 'synchronous']], find: quorumProblems },
  { needs: [['services']], find: serviceProblems },
];

function regionProblems({ regions }: Plan): CrossProblem[] {
  const primaries = regions.filter((region) => region.role === 'primary').map((region) => region.name);
  return [
    ...repeated(
      eachOf(
        regions,
        (region) => region.name,
        (index) => ['regions', index, 'name'],
      ),
      'name',
    ),
    ...repeated(
      eachOf(
        regions,
        (region) => region.network.privateZoneId,
        (index) => ['regions', index, 'network', 'privateZoneId'],
      ),
      'zone',
    ),
    ...(primaries.length === 1
      ? []
      : [{ path: ['regions'], message: `${quoted(primaries) || 'no region'} has role primary; required exactly one` }]),
    ...regions.flatMap(({ network }, index) => subnetProblems(network, ['regions', index, 'network', 'subnetIds'])),
  ];
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

function unknownRegions({ regions }: Plan, named: readonly Named[]): CrossProblem[] {
  const known = regions.map((region) => region.name);
  return named.flatMap(({ value, path }) =>
    known.includes(value) ? [] : [{ path, message: `"${value}" is no region of the plan; allowed: ${known.join(', ')}` }],
  );
}

function databaseRegionProblems(plan: Plan): CrossProblem[] {
  const { nodes } = plan.database;
  const places = eachOf(
    nodes,
    (node) => node.region,
    (index) => ['database', 'nodes', index, 'region'],
  );
  return [
    ...unknownRegions(plan, places),
    ...plan.regions.flatMap(({ name, role }, index) => withoutNode(name, nodes, ['regions', index, 'name'], role)),
  ];
}

/** A recovery region without a promotable standby recovers nothing. */
function withoutNode(region: string, nodes: readonly DatabaseNode[], path: PlanPath, role: string): CrossProblem[] {
  if (nodes.some((node) => node.region === region && node.promotable)) return [];
  const required = role === 'recovery' ? 'a promotable standby' : 'a promotable node';
  return [{ path, message: `"${region}" (${role}) has no promotable database node; required ${required} there` }];
}

function redisRegionProblems(plan: Plan): CrossProblem[] {
  const places = eachOf(
    redisNodes(plan),
    (node) => node.region,
    (index) => ['redis', 'nodes', index, 'region'],
  );
  return unknownRegions(plan, places);
}

/** Every host of the estate has an instance and an address of its own, whatever runs on it: whoever stops one must not stop two. */
function sharedHostProblems(plan: Plan): CrossProblem[] {
  const { nodes } = plan.database;
  const redis = redisNodes(plan);
  const managers = plan.regions.flatMap(({ swarmManagers }, region) =>
    swarmManagers.map((manager, index) => ({ manager, path: ['regions', region, 'swarmManagers', index] as const })),
  );
  const everywhere = (field: 'id' | 'address' | 'instance'): Named[] => [
    ...eachOf(
      nodes,
      (node) => node[field],
      (index) => ['database', 'nodes', index, field],
    ),
    ...eachOf(
      redis,
      (node) => node[field],
      (index) => ['redis', 'nodes', index, field],
    ),
    ...managers.map(({ manager, path }) => ({ value: manager[field], path: [...path, field] })),
  ];
  const names: Named[] = [
    ...eachOf(
      nodes,
      (node) => node.host,
      (index) => ['database', 'nodes', index, 'host'],
    ),
    ...eachOf(
      redis,
      (node) => node.host,
      (index) => ['redis', 'nodes', index, 'host'],
    ),
  ];
  return [
    ...repeated(everywhere('id'), 'id'),
    ...repeated(names, 'host'),
    ...repeated(everywhere('address'), 'address'),
    ...repeated(everywhere('instance'), 'instance'),
  ];
}

function nodeIdProblems({ database }: Plan): CrossProblem[] {
  return database.nodes.flatMap(({ id }, index) =>
    id.length <= LONGEST_NODE_ID
      ? []
      : [{ path: ['database', 'nodes', index, 'id'], message: `"${id}" has ${id.length} characters; allowed ${LONGEST_NODE_ID}` }],
  );
}

function writerNameProblems({ database }: Plan): CrossProblem[] {
  return database.nodes.flatMap(({ host }, index) =>
    host === database.writer.name
      ? [{ path: ['database', 'nodes', index, 'host'], message: `"${host}" is the writer name; required a name of its own` }]
      : [],
  );
}

function authorityProblems({ database }: Plan): CrossProblem[] {
  const { mode, caParameter } = database.tls;
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
  const { count, atLeast } = database.synchronous;
  const tooMany: CrossProblem = {
    path: ['database', 'synchronous', 'count'],
    message: `${count} is larger than the quorum's members (${members.join(', ') || 'none'}) while ${preferred?.id ?? 'nobody'} is primary; required at most ${members.length}`,
  };
  const tooStrict: CrossProblem = {
    path: ['database', 'synchronous', 'atLeast'],
    message: `${atLeast} is larger than count; required at most ${count}`,
  };
  return [...(count > members.length ? [tooMany] : []), ...(atLeast > count ? [tooStrict] : [])];
}

function serviceProblems({ services }: Plan): CrossProblem[] {
  const names = eachOf(
    services,
    (service) => service.name,
    (index) => ['services', index, 'name'],
  );
  return [
    ...repeated(names, 'name'),
    ...services.flatMap(({ minimum, maximum, warm }, index): CrossProblem[] => [
      ...(minimum <= maximum
        ? []
        : [{ path: ['services', index, 'minimum'], message: `${minimum} is more than the maximum; allowed ${maximum}` }]),
      ...(warm <= maximum ? [] : [{ path: ['services', index, 'warm'], message: `${warm} is more than the maximum; allowed ${maximum}` }]),
    ]),
  ];
}
