import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Plan } from '../plan/schema.ts';
import { acknowledgementFor, acknowledgementsIn, STATIC_STABILITY } from './acknowledgements.ts';
import type { Caller } from './callers.ts';
import { nameOf, scenarioOf, type Use, usesIn } from './uses.ts';

/** Something that stops synthesis. `fatal` can be mended only; `error` can be acknowledged with a reason. */
export type Finding = {
  readonly rule: string;
  readonly path: string;
  readonly severity: 'fatal' | 'error';
  readonly message: string;
  readonly fix: string;
};

/** All findings below a construct, those that are acknowledged included. */
export function findingsIn(root: IConstruct, plan: Pick<Plan, 'name'>): Finding[] {
  const given = acknowledgementsIn(root);
  const { callers, uses, unreadable } = usesIn(root, plan, given);
  const broken = uses.flatMap((use) => (use.rule === undefined ? [] : [beyondReach(use, use.rule, plan)]));
  const used = new Set(broken.map(({ rule, path }) => acknowledgementFor(rule, path, given)));
  return [
    ...broken,
    ...uses.filter(({ classification }) => classification === undefined).map((use) => unclassified(use, plan)),
    ...unreadable.map(({ at, why }) => unseen(at, why)),
    ...machinesWithoutScenario(callers, plan),
    ...given.filter((one) => !used.has(one)).map(({ rule, path, reason }) => stale(rule, path, reason)),
  ];
}

function beyondReach(use: Use, rule: string, plan: Pick<Plan, 'name'>): Finding {
  const { caller, own, action, region, classification, scenarios } = use;
  const lost = scenarios.map((scenario) => scenario.lost).join('; ') || 'what starts a recovery has its own region only';
  const why = rule.startsWith('GlobalControlPlane')
    ? `only a global control plane answers it, in ${region}, and the recovery fails with that region`
    : `that is on the side which may be lost (${lost})`;
  return {
    rule,
    path: caller.role.node.path,
    severity: 'error',
    message: `${nameOf(caller, plan)} in ${own} may call ${action} in ${region} (${classification?.plane ?? 'unclassified'} plane): ${why}.`,
    fix: `Do without it, or say what becomes of the recovery when it does not answer: "withoutIt" beside the grant (lib/constructs/grants.ts), or acknowledgeDependency(<role>, '${rule}', '<reason>').`,
  };
}

function unclassified({ caller, own, action }: Use, plan: Pick<Plan, 'name'>): Finding {
  return {
    rule: `Unclassified[${action}]`,
    path: caller.role.node.path,
    severity: 'fatal',
    message: `${nameOf(caller, plan)} in ${own} may call ${action}; nobody has said whether its data plane or its control plane answers, and where that lives.`,
    fix: 'Add the action to lib/stability/planes.ts with the page of AWS that says so. An action with a star cannot be added: name what is called.',
  };
}

function unseen(at: CfnResource, why: string): Finding {
  return {
    rule: 'Unreadable',
    path: at.node.path,
    severity: 'fatal',
    message: `What may be called from here cannot be listed: ${why}.`,
    fix: 'Give the role statements of its own that allow named actions.',
  };
}

function machinesWithoutScenario(callers: readonly Caller[], plan: Pick<Plan, 'name'>): Finding[] {
  const machines = callers.flatMap(({ workers }) => workers.filter(({ kind }) => kind === 'machine'));
  return machines
    .filter(({ name }) => scenarioOf(name, plan) === undefined)
    .map(({ construct, name }) => ({
      rule: `UnknownScenario[${name}]`,
      path: construct.node.path,
      severity: 'fatal',
      message: `Machine ${name} belongs to no scenario of which it is known what it must do without.`,
      fix: 'Add the scenario to lib/stability/scenarios.ts.',
    }));
}

function stale(rule: string, path: string, reason: string): Finding {
  return {
    rule: `StaleAcknowledgement[${rule}]`,
    path,
    severity: 'fatal',
    message: `"${reason}" acknowledges ${STATIC_STABILITY}::${rule}, which is not found here: a reason for nothing hides the next finding.`,
    fix: 'Remove the acknowledgement, or correct its rule.',
  };
}
