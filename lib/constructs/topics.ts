import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { firstAudience } from '../plan/audiences.ts';
import { names } from '../plan/names.ts';
import type { Audience, Plan } from '../plan/schema.ts';

const PROTOCOLS = { email: sns.SubscriptionProtocol.EMAIL, sms: sns.SubscriptionProtocol.SMS, https: sns.SubscriptionProtocol.HTTPS };

/** One topic per audience of the plan and per contact of a dependency, endpoints subscribed. Encrypted with a key that alarms may use, which the default key forbids. */
export class Topics extends Construct {
  readonly key: kms.Key;
  readonly #topics = new Map<Audience, sns.Topic>();
  readonly #first: Audience;

  constructor(scope: Construct, id: string, { plan }: { readonly plan: Plan }) {
    super(scope, id);
    this.#first = firstAudience(plan);
    this.key = new kms.Key(this, 'Key', {
      description: `Reprise ${plan.name}: messages to people`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.key.addToResourcePolicy(this.#alarmsMay(['kms:Decrypt', 'kms:GenerateDataKey*'], ['*']));
    for (const audience of plan.audiences) this.#add(plan, audience);
    for (const { id: dependency, contact } of plan.dependencies)
      if (contact !== null) this.#add(plan, { name: names.contact(dependency), endpoints: [{ protocol: 'email', address: contact }] });
  }

  #add(plan: Plan, { name, endpoints }: Plan['audiences'][number]): void {
    const topic = new sns.Topic(this, name, {
      topicName: names.topic(plan, name),
      displayName: plan.title,
      masterKey: this.key,
      enforceSSL: true,
    });
    // A topic policy of our own replaces the default one, which alarms rely on.
    topic.addToResourcePolicy(this.#alarmsMay(['sns:Publish'], [topic.topicArn]));
    endpoints.forEach(({ protocol, address }, index) => {
      new sns.Subscription(topic, `endpoint ${index}`, { topic, protocol: PROTOCOLS[protocol], endpoint: address });
    });
    this.#topics.set(name, topic);
  }

  /** Who hears first; alarms about the recovery itself go there. */
  get first(): sns.ITopic {
    const topic = this.#topics.get(this.#first);
    if (topic === undefined)
      throw new Error(`escalation.P1 tells ${this.#first} first, which is not in audiences (${[...this.#topics.keys()].join(', ')})`);
    return topic;
  }

  /** Publishing to an encrypted topic needs the key as well. */
  grantKey(role: iam.IRole): void {
    this.key.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
  }

  #alarmsMay(actions: string[], resources: string[]): iam.PolicyStatement {
    return new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions,
      resources,
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
  }
}
