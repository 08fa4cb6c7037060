import { KEEP_WHAT_DIVERGED } from '../../lib/plan/steps.ts';
import { workingExecutions } from '../claims.ts';
import { fenceProof } from '../fence-proof.ts';
import type { Requirement } from './requirement.ts';

/**
 * What only the old primary's disk holds is stored before anything touches it, and counts every payment that is on that disk and not on the
 * new primary. Other commits are in it too (heartbeats), so it may count more. An instance that was stopped cannot be asked, and that is said.
 */
export const divergenceIsKept: Requirement = (evidence, expected) => {
  const asked = workingExecutions(evidence.executions).some((execution) => execution.path.includes(KEEP_WHAT_DIVERGED));
  if (!expected.promoted || !asked) return undefined;
  const old = evidence.before.primary;
  const said = evidence.claims.divergence?.state ?? 'nothing';
  const rung = fenceProof(evidence.events, evidence.instanceOf[old] ?? '')?.rung;
  if (rung !== 'fence-postgres')
    return said === 'unreachable'
      ? undefined
      : `the machine says "${said}" of the disk of ${old}, ${rung === undefined ? 'where no host answers' : 'which is off'}; required "unreachable"`;
  const { divergence, onlyOnOldDisk } = evidence;
  if (said !== 'decoded' && said !== 'nothing-diverged')
    return `the machine says "${said}" of the disk of ${old} (${evidence.claims.divergence?.why ?? 'no reason'}); required that it is decoded`;
  // Where the bucket refuses, the host keeps the only copy, and the judge of reports sees that nothing is stored.
  if (divergence === undefined && expected.unreported !== undefined) return undefined;
  if (divergence === undefined)
    return `what only ${old} holds is "${said}", but no evidence is stored; required it in the bucket of reports`;
  if (onlyOnOldDisk === null)
    return `the disk of ${old} could not be read, so nothing is proven about what was decoded; required a look at it`;
  const commits = divergence.wal?.commits ?? 0;
  return commits >= onlyOnOldDisk
    ? undefined
    : `${commits} commit(s) were decoded from the disk of ${old}, which holds ${onlyOnOldDisk} payment(s) that the new primary has not; required at least as many`;
};
