import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { CloudEvent, IamSummary } from '../cloud.ts';
import { AwsError } from '../service.ts';
import { type Grant, grantsOf, isExercisedBy } from './grants.ts';
import type { ResourcePolicies } from './resource-policies.ts';
import type { PolicyDocument, Role } from './roles.ts';

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
 * Decryption of parameters, CloudWatch Logs and X-Ray are called by other services on the role's behalf; nothing here sees those calls.
 */
export class Access {
  readonly #account: string;
  readonly #resourcePolicies: Pick<ResourcePolicies, 'of'>;
  readonly #onEvent: (event: CloudEvent) => void;
  readonly #decided = new Map<string, Promise<boolean>>();
  readonly #unused = new Set<Grant>();
  readonly #denied: IamSummary['denied'] = [];
  #callsChecked = 0;

  constructor(
    account: string,
    roles: readonly Role[],
    resourcePolicies: Pick<ResourcePolicies, 'of'>,
    onEvent: (event: CloudEvent) => void,
  ) {
    this.#account = account;
    this.#resourcePolicies = resourcePolicies;
    this.#onEvent = onEvent;
    for (const grant of roles.flatMap(grantsOf)) this.#unused.add(grant);
  }

  /** @throws AwsError 403 AccessDenied, in AWS's words, when the policies do not allow the action */
  async authorize(request: AccessRequest): Promise<void> {
    this.#callsChecked += 1;
    const key = JSON.stringify([request.role.arn, request.action, request.resource, request.region, request.context]);
    const decision = this.#decided.get(key) ?? this.#decide(request);
    this.#decided.set(key, decision);
    if (!(await decision)) this.#deny(request);
    for (const grant of this.#unused) if (isExercisedBy(grant, request)) this.#unused.delete(grant);
  }

  summary(): IamSummary {
    const unusedGrants = [...this.#unused].map(({ role, action, resource }) => ({ role, action, resource }));
    return { callsChecked: this.#callsChecked, denied: [...this.#denied], unusedGrants };
  }

  /**
   * The strict form of the simulation, which also knows the resources and condition keys of each action. What it cannot judge is refused
   * and said: the service asked for something AWS does not check that way.
   */
  async #decide(request: AccessRequest): Promise<boolean> {
    const { action, resource } = request;
    const simulation = simulationOf(request, this.#account, this.#resourcePolicies.of(resource));
    const answer = await runSimulation(simulation, {});
    if (answer.resultType !== 'error') return answer.overallResult === 'Allowed';
    const reason = `${action} on ${resource} cannot be judged: ${JSON.stringify(answer.errors)}`;
    this.#onEvent({ at: new Date().toISOString(), kind: 'refused', service: 'iam', operation: action, reason });
    return false;
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

function simulationOf(
  { role, action, resource, region, context }: AccessRequest,
  account: string,
  resourcePolicy: PolicyDocument | undefined,
): Simulation {
  return {
    identityPolicies: role.policies.map(({ name, document }) => ({ name, policy: document })),
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
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
