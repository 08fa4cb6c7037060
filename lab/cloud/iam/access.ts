import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { CloudEvent, IamSummary } from '../cloud.ts';
import { AwsError } from '../service.ts';
import { type Grant, grantsOf, isExercisedBy } from './grants.ts';
import type { Role } from './roles.ts';

export type AccessRequest = {
  role: Role;
  action: string;
  resource: string;
  region: string;
  context?: Record<string, string | string[]>;
};

/**
 * Decides every call by the caller's synthesized policies, with an independent simulator of IAM, and keeps what was asked:
 * a missing grant fails the rehearsal as it would fail the day, and a grant that was never used is one to take away.
 *
 * KMS, CloudWatch Logs and X-Ray are called by other services on the role's behalf; nothing here sees those calls.
 */
export class Access {
  readonly #account: string;
  readonly #onEvent: (event: CloudEvent) => void;
  readonly #decided = new Map<string, boolean>();
  readonly #unused = new Set<Grant>();
  readonly #denied: IamSummary['denied'] = [];
  readonly #secondLooks: Promise<void>[] = [];
  #callsChecked = 0;

  constructor(account: string, roles: readonly Role[], onEvent: (event: CloudEvent) => void) {
    this.#account = account;
    this.#onEvent = onEvent;
    for (const grant of roles.flatMap(grantsOf)) this.#unused.add(grant);
  }

  /** @throws AwsError 403 AccessDenied, in AWS's words, when the role's policies do not allow the action */
  authorize(request: AccessRequest): void {
    this.#callsChecked += 1;
    const key = JSON.stringify([request.role.arn, request.action, request.resource, request.region, request.context]);
    const allowed = this.#decided.get(key) ?? this.#decide(request);
    this.#decided.set(key, allowed);
    if (!allowed) this.#deny(request);
    for (const grant of this.#unused) if (isExercisedBy(grant, request)) this.#unused.delete(grant);
  }

  summary(): IamSummary {
    const unusedGrants = [...this.#unused].map(({ role, action, resource }) => ({ role, action, resource }));
    return { callsChecked: this.#callsChecked, denied: [...this.#denied], unusedGrants };
  }

  /** Waits until every decision was looked at twice. */
  async settled(): Promise<void> {
    await Promise.all(this.#secondLooks);
  }

  #decide(request: AccessRequest): boolean {
    const simulation = simulationOf(request, this.#account);
    const allowed = runUnsafeSimulation(simulation, {}) === 'Allowed';
    this.#secondLooks.push(this.#lookAgain(request, simulation, allowed));
    return allowed;
  }

  /**
   * The simulator's strict form also knows which resources and condition keys an action has, but only answers later.
   * When it disagrees, the service asked for something AWS does not check that way: that must not pass unseen.
   */
  async #lookAgain({ action, resource }: AccessRequest, simulation: Simulation, allowed: boolean): Promise<void> {
    const seen = await runSimulation(simulation, {}).then(
      (strict) => (strict.resultType === 'error' ? strict.errors.message : strict.overallResult),
      (error: unknown) => String(error),
    );
    if (seen === 'Allowed' ? allowed : /^(Im|Ex)plicitlyDenied$/.test(seen) && !allowed) return;
    const reason = `${action} on ${resource} was ${allowed ? 'allowed' : 'denied'}, but the strict IAM simulation says ${seen}`;
    this.#onEvent({ at: new Date().toISOString(), kind: 'refused', service: 'iam', operation: action, reason });
  }

  /** A call that something else than a role's policies forbids, for example a function's resource policy. */
  noteDenied(denial: IamSummary['denied'][number]): void {
    this.#denied.push(denial);
    this.#onEvent({ at: new Date().toISOString(), kind: 'denied', ...denial });
  }

  #deny({ role, action, resource }: AccessRequest): never {
    this.noteDenied({ caller: role.arn, action, resource });
    const who = `arn:aws:sts::${this.#account}:assumed-role/${role.name}/rehearsal`;
    throw new AwsError(
      403,
      'AccessDenied',
      `User: ${who} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    );
  }
}

function simulationOf({ role, action, resource, region, context }: AccessRequest, account: string): Simulation {
  return {
    identityPolicies: role.policies.map(({ name, document }) => ({ name, policy: document })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    request: {
      principal: `arn:aws:sts::${account}:assumed-role/${role.name}/rehearsal`,
      action,
      resource: { resource, accountId: account },
      contextVariables: {
        'aws:PrincipalArn': role.arn,
        'aws:PrincipalAccount': account,
        'aws:RequestedRegion': region,
        'aws:SecureTransport': 'true',
        ...context,
      },
    },
  };
}
