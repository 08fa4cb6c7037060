import { AwsError, type Call, type ServiceContext } from '../service.ts';

type Parameter = { name: string; type: 'String' | 'SecureString'; value: string; version: number; at: number };

/** The parameters of a region. A certificate is public (String); everything else counts as a secret (SecureString). */
export class Parameters {
  readonly #context: ServiceContext;
  readonly #parameters = new Map<string, Parameter>();

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  put(name: string, value: string): void {
    const type = value.startsWith('-----BEGIN CERTIFICATE') ? 'String' : 'SecureString';
    const version = (this.#parameters.get(name)?.version ?? 0) + 1;
    this.#parameters.set(name, { name, type, value, version, at: Date.now() / 1_000 });
  }

  async getParameter(input: { Name?: string; WithDecryption?: boolean }, call: Call): Promise<object> {
    const name = input.Name ?? '';
    await call.authorize('ssm:GetParameter', this.#arn(name));
    const parameter = this.#parameters.get(name);
    if (!parameter) throw new AwsError(400, 'ParameterNotFound', '');
    return { Parameter: this.#view(parameter, input.WithDecryption) };
  }

  async getParameters(input: { Names?: string[]; WithDecryption?: boolean }, call: Call): Promise<object> {
    const names = input.Names ?? [];
    if (names.length === 0 || names.length > 10) throw new AwsError(400, 'ValidationException', 'Names holds 1 to 10 names');
    for (const name of names) await call.authorize('ssm:GetParameters', this.#arn(name));
    const found = names.flatMap((name) => this.#parameters.get(name) ?? []);
    return {
      Parameters: found.map((parameter) => this.#view(parameter, input.WithDecryption)),
      InvalidParameters: names.filter((name) => !this.#parameters.has(name)),
    };
  }

  /** A secret that is not decrypted is of no use to anybody. */
  #view({ name, type, value, version, at }: Parameter, decrypted = false): object {
    const readable = type === 'String' || decrypted;
    const Value = readable ? value : Buffer.from(`encrypted ${name} ${version}`).toString('base64');
    return { Name: name, Type: type, Value, Version: version, LastModifiedDate: at, ARN: this.#arn(name), DataType: 'text' };
  }

  /** The slash that begins a name is not repeated in its ARN. */
  #arn(name: string): string {
    return `arn:aws:ssm:${this.#context.region}:${this.#context.account}:parameter/${name.replace(/^\//, '')}`;
  }
}
