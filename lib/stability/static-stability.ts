import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import type { Plan } from '../plan/schema.ts';
import { STATIC_STABILITY } from './acknowledgements.ts';
import { findingsIn } from './findings.ts';

/**
 * Stops synthesis when a recovery could fail with what it recovers from: every call that a role of the app may make is classified
 * (planes.ts), and none may need a region that its scenario does not leave standing (scenarios.ts) or a global control plane, unless a
 * reason stands beside the grant. Of acknowledged findings the CDK keeps rule, place and reason in validation-report.json.
 */
export class StaticStability implements IPolicyValidationPlugin {
  readonly name = STATIC_STABILITY;
  readonly #plan: Pick<Plan, 'name'>;

  constructor(plan: Pick<Plan, 'name'>) {
    this.#plan = plan;
  }

  validate({ appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = findingsIn(appConstruct, this.#plan).map(({ rule, path, severity, message, fix }) => ({
      ruleName: rule,
      description: message,
      fix,
      severity,
      violatingResources: [{ constructPath: path, locations: [] }],
    }));
    return { success: violations.length === 0, violations };
  }
}
