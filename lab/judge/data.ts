import { acknowledgedWritesLost, recoveryTimeSeconds } from '../measure.ts';
import { primaryAfter, type Requirement } from './requirement.ts';

const LAST_WRITES = 5;

export const nothingAcknowledgedIsLost: Requirement = (evidence) => {
  const lost = acknowledgedWritesLost(evidence);
  return lost.length === 0
    ? undefined
    : `${lost.length} acknowledged write(s) are not on the primary, first: ${lost.slice(0, 5).join(', ')}; required 0`;
};

export const writesContinue: Requirement = (evidence, expected) => {
  const faultAt = Date.parse(evidence.faultAt);
  const after = evidence.ledger.filter((entry) => entry.sentAt >= faultAt);
  if (after.length === 0) return 'clients sent no write after the fault; nothing is proven';
  if (!evidence.ledger.some((entry) => (entry.acknowledgedAt ?? Number.POSITIVE_INFINITY) < faultAt))
    return 'no write was acknowledged before the fault, so none could be lost; nothing is proven';
  const failed = after.filter((entry) => entry.outcome !== 'acknowledged');
  if (expected.writesNeverStopped)
    return failed.length === 0 ? undefined : `${failed.length} write(s) failed or stayed unanswered; required none`;
  // Nobody to write to, or a name that leads elsewhere: the expectation holds the reason.
  if (expected.nobodyWrites !== undefined || expected.recordLeftAsFound !== undefined) return undefined;
  const acknowledgedAtEnd = after.slice(-LAST_WRITES).some((entry) => entry.outcome === 'acknowledged');
  if (expected.clientsRefused !== undefined)
    return acknowledgedAtEnd ? 'clients still write at the end; nothing is proven about a primary that refuses them' : undefined;
  return acknowledgedAtEnd ? undefined : `none of the last ${LAST_WRITES} writes was acknowledged; required that clients write again`;
};

/** Every node but the old primary, and those that the fault took away, runs and streams: a standby that is down is no standby. */
export const standbysFollow: Requirement = (evidence, expected) => {
  if (!expected.promoted) return undefined;
  const timeline = evidence.before.timeline + 1;
  const lost = evidence.nodesAfter.filter(
    (look) => look.node !== evidence.before.primary && look.inRecovery !== false && (!look.running || look.receives !== timeline),
  );
  const { standbysMissing = 0 } = expected;
  return lost.length === standbysMissing
    ? undefined
    : `standbys that do not stream on the new timeline: [${lost.map((look) => look.node).join(', ')}]; required ${standbysMissing || 'none'}`;
};

export const quorumAsRequired: Requirement = (evidence, expected) => {
  if (expected.quorumAfter === undefined) return undefined;
  const seen = primaryAfter(evidence)?.quorum ?? 'unknown';
  return seen === expected.quorumAfter
    ? undefined
    : `synchronous_standby_names on the primary is ${JSON.stringify(seen)}; required ${JSON.stringify(expected.quorumAfter)}`;
};

export const objectivesAreMet: Requirement = (evidence, expected) => {
  if (!expected.promoted || expected.recordLeftAsFound !== undefined) return undefined;
  const { rtoSeconds } = evidence.objectives;
  const took = recoveryTimeSeconds(evidence, evidence.claims.verification?.verifiedAt);
  return took === null || took > rtoSeconds ? `recovery time is ${took ?? 'not measured'}; required at most ${rtoSeconds} s` : undefined;
};

/** A bound that is too small is a lie, and one that is not proven must not be called so. */
export const lossAsRequired: Requirement = (evidence, expected) => {
  if (!expected.promoted || expected.recordLeftAsFound !== undefined) return undefined;
  const { rpoSeconds } = evidence.objectives;
  const { loss } = evidence.claims.comparison ?? {};
  const { loss: required = 'proven' } = expected;
  const seen = loss === undefined ? 'nothing' : loss.proven ? 'proven' : loss.seconds === null ? 'unbounded' : 'bounded';
  if (seen !== required) return `the machine says that the loss is ${seen} (${loss?.statement ?? 'no statement'}); required ${required}`;
  if (loss !== undefined && loss.seconds !== null && loss.seconds > rpoSeconds)
    return `the machine bounds the loss to ${loss.seconds} s; required at most ${rpoSeconds} s`;
  return undefined;
};
