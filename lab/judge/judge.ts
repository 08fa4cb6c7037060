import type { Execution } from '../cloud/cloud.ts';
import type { Evidence } from '../evidence.ts';
import type { Expectation } from '../faults/fault.ts';
import {
  chosenIsPromoted,
  everythingWasReady,
  machineReportedTheTruth,
  nothingRangBefore,
  peopleWerePaged,
  peopleWereTold,
  verifiedAfterTheSwitch,
} from './account.ts';
import { lossAsRequired, nothingAcknowledgedIsLost, objectivesAreMet, quorumAsRequired, standbysFollow, writesContinue } from './data.ts';
import { answersAreRecorded, peopleWereAsked } from './decisions.ts';
import { divergenceIsKept } from './divergence.ts';
import { endsAsRequired, othersStandBack, statusTellsTheEnd, wentToItsEnd } from './ending.ts';
import { nothingWasRefused, permissionsSuffice, permissionsWereChecked, secretsStaySecret } from './environment.ts';
import {
  acceptedBeforePromotion,
  fencedAcceptedNothing,
  fencedBeforePromotion,
  nothingIsFencedWithoutNeed,
  nothingWasTouched,
  oldPrimaryTakesNoWrite,
  startGuardHolds,
} from './fencing.ts';
import { incidentIsWrittenUp, ladderStandsBeside, statusPageTellsTheTruth } from './people.ts';
import { lastState, type Requirement } from './requirement.ts';
import {
  firstChoiceIsPassedOver,
  neverTwoWriters,
  oneWriter,
  promotedAsRequired,
  promotedOnce,
  promotedWasMostAdvanced,
  promotionsAsRequired,
  recordNeverLed,
  recordTellsTheEnd,
} from './writers.ts';

const REQUIREMENTS: readonly Requirement[] = [
  wentToItsEnd,
  endsAsRequired,
  statusTellsTheEnd,
  othersStandBack,
  oneWriter,
  neverTwoWriters,
  promotionsAsRequired,
  promotedOnce,
  promotedAsRequired,
  promotedWasMostAdvanced,
  firstChoiceIsPassedOver,
  recordTellsTheEnd,
  recordNeverLed,
  nothingIsFencedWithoutNeed,
  fencedBeforePromotion,
  acceptedBeforePromotion,
  fencedAcceptedNothing,
  startGuardHolds,
  divergenceIsKept,
  oldPrimaryTakesNoWrite,
  nothingWasTouched,
  nothingAcknowledgedIsLost,
  writesContinue,
  standbysFollow,
  quorumAsRequired,
  objectivesAreMet,
  lossAsRequired,
  verifiedAfterTheSwitch,
  chosenIsPromoted,
  peopleWereTold,
  peopleWerePaged,
  peopleWereAsked,
  answersAreRecorded,
  ladderStandsBeside,
  statusPageTellsTheTruth,
  incidentIsWrittenUp,
  nothingRangBefore,
  machineReportedTheTruth,
  everythingWasReady,
  permissionsSuffice,
  permissionsWereChecked,
  nothingWasRefused,
  secretsStaySecret,
];

/** Reasons why the rehearsal did not show what scenario and fault require; empty when it did. */
export function judge(evidence: Evidence, expected: Expectation): string[] {
  const judged = expected.recordLeftAsFound === undefined ? evidence : withoutRingingAgain(evidence, expected);
  return REQUIREMENTS.flatMap((requirement) => requirement(judged, expected) ?? []);
}

/**
 * A record that is left wrong is one that clients cannot write through: once the look window is over its alarm rings again, and whatever it
 * starts is held, which changes nothing.
 */
function withoutRingingAgain(evidence: Evidence, { endState }: Expectation): Evidence {
  const { executions } = evidence;
  const end = executions.find(({ path }) => lastState(path) === endState)?.endedAt;
  const again = (one: Execution) => end !== undefined && one.startedAt > end && (one.status === 'RUNNING' || lastState(one.path) === HELD);
  return { ...evidence, executions: executions.filter((one) => !again(one)) };
}

const HELD = 'Held for a person';
