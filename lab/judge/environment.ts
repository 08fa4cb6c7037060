import type { Requirement } from './requirement.ts';

export const permissionsSuffice: Requirement = (evidence) =>
  evidence.iam.denied.length === 0
    ? undefined
    : `${evidence.iam.denied.length} call(s) denied by the synthesized roles, first: ${JSON.stringify(evidence.iam.denied[0])}`;

export const permissionsWereChecked: Requirement = (evidence) =>
  evidence.iam.callsChecked > 0 ? undefined : 'no call was checked against a role; required all';

export const nothingWasRefused: Requirement = (evidence) => {
  const refused = evidence.events.filter((event) => event.kind === 'refused' && !('byFault' in event));
  return refused.length === 0
    ? undefined
    : `the rehearsal does not have ${refused.length} thing(s) that were asked for, first: ${JSON.stringify(refused[0])}`;
};

export const secretsStaySecret: Requirement = (evidence) =>
  evidence.secretsSeen.length === 0 ? undefined : `the database password was seen in: ${evidence.secretsSeen.join(', ')}`;
