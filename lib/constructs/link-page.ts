import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { LINKS_VARIABLE } from '../plan/steps.ts';
import type { StepFunction } from './step-function.ts';

export type LinkPageProps = { readonly plan: Plan; readonly answerLink: StepFunction };

/**
 * The links of messages: the key that signs them, and the page that they lead to. The address is open to everybody, because single sign-on may be
 * what is down; what it does takes a genuine link. Whoever serves it can check signatures and make none, so nothing that it is made to do gives
 * anybody another link.
 */
export class LinkPage extends Construct {
  readonly #key: kms.Key;
  readonly #url: string;

  constructor(scope: Construct, id: string, { plan, answerLink }: LinkPageProps) {
    super(scope, id);
    this.#key = new kms.Key(this, 'Key', {
      description: `Reprise ${plan.name}: signs the links of messages`,
      alias: names.linkKey(plan),
      keySpec: kms.KeySpec.HMAC_256,
      keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.#key.grant(answerLink.role, 'kms:VerifyMac');
    this.#url = answerLink.function.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE }).url;
  }

  /** Lets a function make links: the right to sign, and the address they lead to, which exists only once the page is deployed. */
  givesLinksTo({ role, function: step }: StepFunction): void {
    this.#key.grant(role, 'kms:GenerateMac');
    step.addEnvironment(LINKS_VARIABLE, this.#url);
  }
}
