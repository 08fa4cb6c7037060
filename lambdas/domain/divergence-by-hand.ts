import { names } from '../../lib/plan/names.ts';
import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { Fork } from './divergence.ts';
import type { FencingRung } from './fencing.ts';
import type { Incident } from './incident.ts';

/** Seconds a person gives the program: nobody waits for a recovery any more. */
const SECONDS = 600;

type Where = { node: DatabaseNode; timeline: number; fork: Fork; rung: FencingRung };

/**
 * The commands that read the old primary's disk later, in this order. One whose instance was stopped has no fence file: it is started, and
 * fenced at once by its own program, because the disk is read only where a server is kept from starting. Its start guard refuses a start as
 * primary meanwhile, as long as the writer record names another node.
 */
export function divergenceByHand(
  { id, token }: Pick<Incident, 'id' | 'token'>,
  { node, timeline, fork, rung }: Where,
  plan: Pick<Plan, 'name' | 'database'>,
): string[] {
  const { region, instance } = node;
  const program = (name: string, parameters: Record<string, string | number>) => {
    const values = Object.entries({ incident: id, token, node: node.id, ...parameters }).map(([key, value]) => `${key}=${value}`);
    return `aws ssm send-command --region ${region} --instance-ids ${instance} --document-name ${names.document(plan, name)} --parameters '${values.join(',')}'`;
  };
  const keep = program('keep-divergence', { timeline, from: fork.lsn, timeoutSeconds: SECONDS });
  if (rung !== 'stop-instance') return [keep];
  return [
    `aws ec2 start-instances --region ${region} --instance-ids ${instance}`,
    program('fence-postgres', { unit: plan.database.unit }),
    keep,
  ];
}
