import { z } from 'zod';

const time = z.iso.datetime({ precision: 3 });
const seconds = z.number().min(0).nullable();
const position = z.strictObject({ primary: z.string().nullable(), timeline: z.int().nullable() });
const call = { action: z.string(), resource: z.string() };

/** `report.json` to the letter: these keys and no others (design of the rehearsal, "report.json"). `null`: not applicable or not measurable. */
export const reportContract = z.strictObject({
  schemaVersion: z.literal(1),
  scenario: z.string(),
  fault: z.string(),
  mode: z.literal('failover'),
  plan: z.string(),
  verdict: z.enum(['passed', 'failed']),
  reasons: z.array(z.string()),
  endState: z.string(),
  startedAt: time,
  finishedAt: time,
  latency: z.enum(['none', 'aws']),
  definitionSha256: z.string().regex(/^[0-9a-f]{64}$/),
  objectives: z.strictObject({ rtoSeconds: z.int(), rpoSeconds: z.int() }),
  measured: z.strictObject({
    detectionSeconds: seconds,
    recoveryTimeSeconds: seconds,
    writeOutageSeconds: z.number().min(0),
    acknowledgedWrites: z.int(),
    acknowledgedWritesLost: z.int(),
    writesAcceptedByFencedNode: z.int().nullable(),
    dataLossBytes: z.int().nullable(),
    dataLossSeconds: seconds,
  }),
  database: z.strictObject({ before: position, after: position }),
  states: z.array(z.strictObject({ name: z.string(), enteredAt: time, exitedAt: time, outcome: z.enum(['succeeded', 'failed']) })),
  checklist: z.array(z.strictObject({ item: z.string(), done: z.boolean(), at: time.nullable(), evidence: z.string() })),
  notifications: z.array(z.strictObject({ at: time, topic: z.string(), audience: z.string(), subject: z.string() })),
  iam: z.strictObject({
    callsChecked: z.int(),
    denied: z.array(z.strictObject({ caller: z.string(), ...call })),
    unusedGrants: z.array(z.strictObject({ role: z.string(), ...call })),
  }),
});
