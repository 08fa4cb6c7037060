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
import type { Requirement } from './requirement.ts';
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
  return REQUIREMENTS.flatMap((requirement) => requirement(evidence, expected) ?? []);
}
