import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { StaticStability } from '../../lib/stability/static-stability.ts';
import { appOf } from '../support/cdk/synthesized.ts';
import { planOf } from '../support/ports/builders.ts';

type Report = {
  pluginReports: {
    pluginName: string;
    violations: { ruleName: string; severity?: string }[];
    suppressedViolations?: { ruleName: string; acknowledgement?: { reason?: string }; reason?: string }[];
  }[];
};

test('AwsSolutions, static stability and CloudFormation’s own rules find nothing that is not acknowledged with a reason', () => {
  const plan = planOf();
  const { app } = appOf(plan, true);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new StaticStability(plan));
  const assembly = app.synth();
  const report = JSON.parse(readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8')) as Report;
  const found = report.pluginReports.flatMap(({ pluginName, violations }) => violations.map((one) => `${pluginName}: ${one.ruleName}`));
  expect(found).toEqual([]);
  for (const pluginName of ['AwsSolutions', 'StaticStability']) {
    const acknowledged = report.pluginReports.find((one) => one.pluginName === pluginName)?.suppressedViolations ?? [];
    expect(acknowledged.length).toBeGreaterThan(0);
    const reasons = acknowledged.map((one) => one.acknowledgement?.reason ?? one.reason ?? '');
    expect(reasons.filter((reason) => !/^.{20,}$/s.test(reason))).toEqual([]);
  }
});
