import { z } from 'zod';
import { dependencySchema, dependencyWatchSchema } from './dependency-schema.ts';
import { duration, hostName, id, parameterName, port, text } from './plain-values.ts';
import { SEVERITIES } from './severities.ts';

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, 'is not an AWS region name, for example eu-west-3');
const instance = z.string().regex(/^i-[0-9a-f]{8,17}$/, 'is not an EC2 instance id, for example i-0a1b2c3d4e5f60718');
/** What PostgreSQL accepts unquoted, so that no identifier ever needs quoting in SQL. */
const identifier = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, 'is not a plain PostgreSQL identifier');
const severityName = z.enum(SEVERITIES);
/** What an item of the database checklist is about: the machine has evidence for exactly these. */
const checklistSubject = z.enum([
  'primary-lost',
  'candidate',
  'lag',
  'promotion',
  'record',
  'connections',
  'writes',
  'people-told',
  'documented',
]);
const checklistItem = z.union(
  [text, z.strictObject({ text, about: checklistSubject })],
  'is no checklist item; write text, or {text, about}',
);

const repetition = z.union([duration, z.literal('never')], 'is neither a duration nor never');

const severity = z.strictObject({
  name: text,
  description: text,
  rto: duration,
  examples: z.array(text).min(1),
});

const networkSchema = z.strictObject({
  vpcId: z.string().regex(/^vpc-[0-9a-f]{8,17}$/, 'is not a VPC id'),
  availabilityZones: z.array(text).min(1),
  /** Private subnets the step functions run in; one per availability zone, in the same order. */
  subnetIds: z.array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'is not a subnet id')).min(1),
  /** Security group of the database hosts; the stack lets the step functions in on the database port. */
  databaseSecurityGroupId: z.string().regex(/^sg-[0-9a-f]{8,17}$/, 'is not a security group id'),
  /** Private hosted zone that carries this region's writer record. */
  privateZoneId: z.string().regex(/^Z[A-Z0-9]{5,31}$/, 'is not a Route 53 hosted zone id'),
});

const regionSchema = z.strictObject({
  name: region,
  /** Where the primary lives by preference. Who *is* primary is always observed, never read from here. */
  role: z.enum(['primary', 'recovery']),
  network: networkSchema,
  /** Docker Swarm managers that take service commands, tried in order. */
  swarmManagers: z.array(z.strictObject({ id, address: z.ipv4(), instance })).min(1),
  /** `GET` answers `{"status":"healthy"}`; reachable from the private subnets. */
  healthUrl: z.url({ protocol: /^https?$/ }),
});

const databaseNodeSchema = z.strictObject({
  id,
  region,
  host: hostName,
  address: z.ipv4(),
  instance,
  /** Lower comes first among candidates that are otherwise equal. */
  priority: z.int().min(1),
  /** Member of the synchronous quorum whenever it is a standby. */
  synchronous: z.boolean(),
  /** `false`: never a candidate (for example a reporting node). */
  promotable: z.boolean().default(true),
});

const databaseSchema = z.strictObject({
  name: identifier,
  port,
  /** Role the step functions connect as; no superuser, see lambdas/adapters/postgres/sql/grants.sql. */
  user: identifier,
  /** SecureString with that role's password, in every region of the plan. */
  passwordParameter: parameterName,
  tls: z.strictObject({
    mode: z.enum(['verify-full', 'verify-ca', 'require', 'disable']).default('verify-full'),
    /** Parameter with the PEM of the certificate authority; required by the two verify modes. */
    caParameter: parameterName.optional(),
  }),
  /** systemd unit of PostgreSQL on the database hosts. */
  unit: z.string().regex(/^[A-Za-z0-9@._-]+$/, 'is not a systemd unit name'),
  writer: z.strictObject({ name: hostName, ttl: duration }),
  synchronous: z.strictObject({
    method: z.enum(['any', 'first']),
    count: z.int().min(1),
    /** Fewest that may be left when silent standbys are taken out of the quorum because no commit returns; 0 = clients write on without any. */
    atLeast: z.int().min(0),
  }),
  nodes: z.array(databaseNodeSchema).min(2),
});

const failoverSchema = z.strictObject({
  /** One write and one look a heartbeat. */
  heartbeat: duration,
  alarm: z.strictObject({ period: z.literal(['10s', '30s']).transform((v) => Number(v.slice(0, -1))), periods: z.int().min(1).max(6) }),
  /** How long a primary that answers "starting up" (57P03) may take before it counts as lost. */
  restartGrace: duration,
  /** How long a primary that only we can't reach is watched before a person has to decide. */
  unreachablePatience: duration,
  /** How long a host command may stay unanswered before the next rung is climbed. */
  hostCommandPatience: duration,
  instanceStopPatience: duration,
  promotionPatience: duration,
  verificationPatience: duration,
  /** A standby whose newest heartbeat is older than this, against the last acknowledged one, is no candidate. */
  candidateHeartbeatAge: duration,
  /** How long a person's decision is awaited at a gate; silence means no. */
  decisionPatience: duration,
  /** Promote without asking when a loss cannot be excluded but is within the recovery point objective? Otherwise a person decides. */
  promoteWhenLossBounded: z.boolean().default(false),
  /** Promote when the primary answers but can't write (disk full, read-only)? Otherwise people are paged. */
  promoteWhenDegraded: z.boolean().default(false),
});

const serviceSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/, 'is not a Docker service name'),
  minimum: z.int().min(0),
  maximum: z.int().min(1),
  /** Kept running in the recovery region. */
  warm: z.int().min(0),
  restartAfterDatabaseFailover: z.boolean(),
});

/** `audience`: a name in `audiences`. */
const escalationRungSchema = z.strictObject({ after: duration, audience: id });

/** The plan as people write it: every fact the product needs, and nothing it can observe for itself. */
export const planSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name: id.max(20),
  title: text,
  /** The plan as a document: who keeps it, and when it is due. */
  document: z.strictObject({ version: text, owner: text, classification: text, lastReview: text, nextReview: text }).optional(),
  account: z.string().regex(/^[0-9]{12}$/, 'is not a 12-digit AWS account number'),
  languages: z.array(z.enum(['fr', 'en'])).min(1),
  timeZone: text,
  objectives: z.strictObject({
    rto: duration,
    rpo: duration,
    mttr: duration,
    availabilityPercent: z.number().min(0).max(100),
    scenarios: z.strictObject({
      appServerFailure: duration,
      databaseFailover: duration,
      /** What the slowest path of the machine may take, every patience and time-out used up. */
      databaseFailoverAtWorst: duration,
      regionFailover: duration,
      dataRecovery: duration,
    }),
    /** Where the plan gives a range for a scenario: its lower end, what is usual when all goes well. */
    usually: z.strictObject({ databaseFailover: duration, regionFailover: duration, dataRecovery: duration }).partial().optional(),
  }),
  /** What each scenario does to the service, in the plan's words. */
  impacts: z
    .strictObject({ appServerFailure: text, databaseFailover: text, regionFailover: text, dataRecovery: text })
    .partial()
    .optional(),
  severities: z.strictObject({ P1: severity, P2: severity, P3: severity, P4: severity }),
  escalation: z.strictObject({
    P1: z.array(escalationRungSchema).min(1),
    P2: z.array(escalationRungSchema).min(1),
    P3: z.array(escalationRungSchema).min(1),
    P4: z.array(escalationRungSchema).min(1),
    /** People are told again this often until the incident is resolved. */
    updateEvery: duration,
    /** How often the last rung is told again while nobody acknowledges; `never`: once. */
    repeatLastEvery: z.strictObject({ P1: repetition, P2: repetition, P3: repetition, P4: repetition }),
  }),
  audiences: z.array(
    z.strictObject({
      name: id.max(40),
      endpoints: z.array(z.strictObject({ protocol: z.enum(['email', 'sms', 'https']), address: text })),
    }),
  ),
  regions: z.array(regionSchema).min(1),
  database: databaseSchema,
  failover: failoverSchema,
  redis: z
    .strictObject({
      port,
      masterName: id,
      nodes: z.array(z.strictObject({ id, region, host: hostName, address: z.ipv4(), instance, sentinel: z.boolean() })).min(1),
    })
    .optional(),
  services: z.array(serviceSchema).min(1),
  frontDoor: z
    .strictObject({
      name: hostName,
      publicZoneId: z.string().regex(/^Z[A-Z0-9]{5,31}$/, 'is not a Route 53 hosted zone id'),
      recoveryName: hostName,
      /** As users reach it, in the region that serves and in the recovery region. */
      healthUrl: z.url({ protocol: /^https?$/ }),
      recoveryHealthUrl: z.url({ protocol: /^https?$/ }),
      distributionId: z.string().regex(/^E[A-Z0-9]{5,20}$/, 'is not a CloudFront distribution id'),
      switch: z.enum(['health-check', 'record']).default('health-check'),
      ttl: duration,
      maintenanceBucket: text,
      maintenanceKey: text,
    })
    .optional(),
  backups: z.strictObject({
    bucket: text,
    prefix: text,
    /** Copy in the recovery region. */
    replicaBucket: text,
    versioned: z.boolean(),
    /** What else lies in storage that is replicated and versioned the same way. */
    alsoReplicated: z.array(text).default([]),
    verifiedTables: z.array(z.strictObject({ label: text, table: z.string().regex(/^[a-z_][a-z0-9_.]*$/) })).min(1),
  }),
  components: z.array(
    z.strictObject({ name: text, criticality: z.enum(['critical', 'high', 'medium', 'low']), redundancy: text, rto: duration.nullable() }),
  ),
  /** External dependencies: services of third parties that the application can do without for a while. */
  dependencies: z.array(dependencySchema),
  dependencyWatch: dependencyWatchSchema,
  tests: z.array(
    z.strictObject({
      name: z.enum(['restore-test', 'database-drill', 'region-drill', 'full-test']),
      every: z.enum(['week', 'month', 'quarter', 'year']),
      duration,
      impact: z.enum(['none', 'minimal', 'planned']),
      objective: duration.optional(),
    }),
  ),
  checklists: z.strictObject({ databaseFailover: z.array(checklistItem).min(1), regionFailover: z.array(text).min(1) }),
  notices: z.strictObject({
    detailedReportWithin: duration,
    runbookUrl: z.url(),
    /** Texts for users. They are drafted when this audience hears of an incident, and sent to it once a person has approved them. */
    external: z.strictObject({
      audience: id,
      /** What users know the service as: "the payment of the vehicle tax". */
      service: z.strictObject({ fr: text, en: text }),
    }),
    /** How long a link of a message works. */
    linksExpireAfter: duration,
  }),
  /** Who may read the status page: everybody on the internet, or whoever has AWS credentials for its bucket. */
  statusPage: z.strictObject({ readers: z.enum(['everybody', 'account']) }),
});

/** The validated plan. Every duration is a whole number of **seconds**; defaults are filled in. */
export type Plan = z.output<typeof planSchema>;
export type PlanRegion = Plan['regions'][number];
export type DatabaseNode = Plan['database']['nodes'][number];
export type Dependency = Plan['dependencies'][number];
/** Name of an audience in the plan. */
export type Audience = string;
export type ChecklistSubject = z.output<typeof checklistSubject>;
export type SeverityName = z.output<typeof severityName>;
export type Language = Plan['languages'][number];
