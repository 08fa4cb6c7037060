import { buildApp } from 'fauxqs';
import { queryError } from '../protocols/query.ts';
import { type Answer, AwsError, type Call, type ServiceContext } from '../service.ts';
import type { Properties, Sns } from '../services.ts';

type Broker = ReturnType<typeof buildApp>;

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';
/** fauxqs knows this one account; the account of the plan is put in its place and back. */
const BROKER_ACCOUNT = '000000000000';
/** Topic properties that change nothing for who publishes. */
const WITHOUT_EFFECT = new Set([
  'TopicName',
  'DisplayName',
  'KmsMasterKeyId',
  'TracingConfig',
  'Tags',
  'DeliveryStatusLogging',
  'SignatureVersion',
]);

/** SNS of a region: topics live in fauxqs, in this process and without a port; a message to people ends as a `notification` event. */
export async function createSns(context: ServiceContext): Promise<Sns> {
  const broker = buildApp({ logger: false, defaultRegion: context.region });
  await broker.ready();
  const topics = new Topics(context, broker);
  return {
    signingName: 'sns',
    createTopic: (properties) => topics.create(properties),
    createSubscription: (properties) => topics.subscribe(properties),
    breakPublishing: () => topics.breakPublishing(),
    publish: (topicArn, subject, message) => topics.tell(topicArn, subject, message),
    handle: (call) => topics.handle(call),
    stop: () => Promise.resolve(broker.close()).then(() => undefined),
  };
}

class Topics {
  readonly #context: ServiceContext;
  readonly #broker: Broker;
  /** Topics by ARN, with the key of ours that encrypts them. */
  readonly #keys = new Map<string, string | undefined>();
  #broken = false;

  constructor(context: ServiceContext, broker: Broker) {
    this.#context = context;
    this.#broker = broker;
  }

  async create(properties: Properties): Promise<void> {
    const unknown = Object.keys(properties).filter((name) => !WITHOUT_EFFECT.has(name));
    if (unknown.length > 0) throw new Error(`topic ${properties.TopicName}: ${unknown.join(', ')} can't be rehearsed`);
    const answer = await this.#ask(new URLSearchParams({ Action: 'CreateTopic', Name: String(properties.TopicName) }));
    if (answer.status !== 200) throw new Error(`topic ${properties.TopicName} was not created: ${answer.body}`);
    const key = String(properties.KmsMasterKeyId ?? '');
    const arn = `arn:aws:sns:${this.#context.region}:${this.#context.account}:${properties.TopicName}`;
    this.#keys.set(arn, key.startsWith('arn:') ? key : undefined);
  }

  async subscribe({ TopicArn }: Properties): Promise<void> {
    if (!this.#keys.has(String(TopicArn))) throw new Error(`subscription to ${TopicArn}, a topic that does not exist`);
  }

  /** @throws Error when the topic does not exist, which would leave people without the message */
  tell(topicArn: string, subject: string, message: string, sms?: string): void {
    if (!this.#keys.has(topicArn)) throw new Error(`message for ${topicArn}, a topic that does not exist`);
    const { region } = this.#context;
    const told = { region, topic: topicArn, subject, message, ...(sms !== undefined && { sms }) };
    this.#context.onEvent({ at: new Date().toISOString(), kind: 'notification', ...told });
  }

  breakPublishing(): void {
    this.#broken = true;
  }

  async handle(call: Call): Promise<Answer> {
    try {
      return await this.#publish(call, new URLSearchParams(call.body.toString('utf8')));
    } catch (error) {
      if (error instanceof AwsError) return queryError(error, NAMESPACE, 'AuthorizationError');
      throw error;
    }
  }

  async #publish(call: Call, form: URLSearchParams): Promise<Answer> {
    const operation = form.get('Action') ?? '';
    if (operation !== 'Publish') {
      const at = new Date().toISOString();
      this.#context.onEvent({ at, kind: 'refused', service: 'sns', operation, reason: 'the rehearsed cloud does not implement it' });
      throw new AwsError(400, 'InvalidAction', `The action ${operation} is not valid for this web service`);
    }
    const topicArn = form.get('TopicArn') ?? '';
    await call.authorize('sns:Publish', topicArn);
    await this.#authorizeKey(call, topicArn);
    if (this.#broken) this.#fail(topicArn);
    const subject = form.get('Subject');
    if (subject !== null && !isSubject(subject)) throw new AwsError(400, 'InvalidParameter', 'Invalid parameter: Subject');
    const { message, sms } = messagesOf(form);
    const answer = await this.#ask(form);
    if (answer.status === 200) this.tell(topicArn, subject ?? '', message, sms);
    return answer;
  }

  #fail(topicArn: string): never {
    const refusal = { service: 'sns', operation: `Publish to ${topicArn}`, reason: 'SNS is broken in this rehearsal' };
    this.#context.onEvent({ at: new Date().toISOString(), kind: 'refused', ...refusal, byFault: true });
    throw new AwsError(500, 'InternalError', 'The request processing has failed because of an unknown error, exception or failure.');
  }

  /** Who publishes to an encrypted topic needs its key as well; SNS answers with an error of its own. */
  async #authorizeKey(call: Call, topicArn: string): Promise<void> {
    const key = this.#keys.get(topicArn);
    if (key === undefined) return;
    try {
      for (const action of ['kms:GenerateDataKey', 'kms:Decrypt']) await call.authorize(action, key);
    } catch (error) {
      throw error instanceof AwsError ? new AwsError(400, 'KMSAccessDenied', error.message) : error;
    }
  }

  async #ask(form: URLSearchParams): Promise<Answer> {
    const { region, account } = this.#context;
    const asked = new URLSearchParams(form);
    const topicArn = asked.get('TopicArn');
    if (topicArn) asked.set('TopicArn', topicArn.replace(`:${account}:`, `:${BROKER_ACCOUNT}:`));
    const answer = await this.#broker.inject({
      method: 'POST',
      url: '/',
      headers: {
        host: '127.0.0.1',
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `AWS4-HMAC-SHA256 Credential=lab/20260101/${region}/sns/aws4_request`,
      },
      payload: asked.toString(),
    });
    return { status: answer.statusCode, headers: { 'content-type': 'text/xml' }, body: answer.body };
  }
}

/** "must be ASCII text that begins with a letter, number, or punctuation mark; must not include line breaks or control characters; less than 100 characters" */
const isSubject = (subject: string): boolean => /^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(subject);

/**
 * What e-mail and HTTPS endpoints get, and what phones get when that is something else. With `MessageStructure=json` a message for each protocol, of which `default` must be there
 * (SNS API reference, Publish).
 *
 * @throws AwsError InvalidParameter as SNS does
 */
function messagesOf(form: URLSearchParams): { message: string; sms?: string } {
  const message = form.get('Message') ?? '';
  const structure = form.get('MessageStructure');
  if (structure === null) return { message };
  const invalid = (why: string) => new AwsError(400, 'InvalidParameter', `Invalid parameter: ${why}`);
  if (structure !== 'json') throw invalid('MessageStructure');
  try {
    const messages = JSON.parse(message) as Record<string, unknown>;
    const { default: told, sms } = messages;
    if (typeof told === 'string') return { message: told, ...(typeof sms === 'string' && { sms }) };
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse');
  }
  throw invalid('Message Structure - No default entry in JSON message body');
}
