import type { CloudEvent } from './cloud.ts';

/** Who signs a request: the role behind the access key that the rehearsed function, machine or rule was given. */
export type Caller = { roleArn: string; accessKeyId: string };

/** One HTTP request to the local AWS, after its signature's credential scope was read. */
export type Call = {
  /** Region of the credential scope; `us-east-1` for the global services. */
  region: string;
  caller: Caller;
  method: string;
  /** Path with query string, as sent. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  /**
   * Checks an action against the caller's synthesized role policies. Every service asks for every call, with the ARN AWS documents for it.
   *
   * @throws AwsError 403 AccessDenied(Exception) when the policies do not allow it
   */
  authorize(action: string, resource: string, context?: Record<string, string | string[]>): Promise<void>;
};

export type Answer = { status: number; headers?: Record<string, string | string[]>; body?: string | Buffer };

/** One service of one region (or a global one). An unknown operation answers as AWS does, never a silent 200. */
export interface Service {
  /** Signing name in the credential scope: route53, ssm, monitoring, ec2, s3, sns, dynamodb, ... */
  readonly signingName: string;
  handle(call: Call): Promise<Answer>;
  stop?(): Promise<void>;
}

/** An error in AWS's words; each service renders it in its own protocol. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What every service of the rehearsed cloud is given. */
export type ServiceContext = {
  region: string;
  account: string;
  onEvent(event: CloudEvent): void;
  /** Puts an event on the region's default bus, as AWS services do. */
  putBusEvent(event: BusEvent): void;
};

/** An event on the default bus in EventBridge's form. */
export type BusEvent = {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
};
