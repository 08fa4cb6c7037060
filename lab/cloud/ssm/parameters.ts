import { AwsError, type Call, type ServiceContext } from '../service.ts';

export type ParameterType = 'String' | 'SecureString';
type Parameter = { name: string; type: ParameterType; value: string; version: number; at: number };
type PutParameterInput = { Name?: string; Value?: string; Type?: string; Overwrite?: boolean };

/** The parameters of a region. What the lab puts there counts as a secret (SecureString), unless it is a certificate or its type is given. */
export class Parameters {
  readonly #context: ServiceContext;
  readonly #parameters = new Map<string, Parameter>();

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  put(name: string, value: string, type = typeOf(value)): void {
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

  /** Overwrites only when it is told to, and an existing parameter keeps its type (API reference of PutParameter). */
  async putParameter({ Name: name = '', Value: value = '', Type, Overwrite = false }: PutParameterInput, call: Call): Promise<object> {
    await call.authorize('ssm:PutParameter', this.#arn(name));
    const known = this.#parameters.get(name);
    if (value === '') throw new AwsError(400, 'ValidationException', 'Value is required');
    if (known && !Overwrite) throw new AwsError(400, 'ParameterAlreadyExists', 'The parameter already exists. Overwrite is false.');
    const type = known?.type ?? Type;
    if (type !== 'String' && type !== 'SecureString')
      throw new AwsError(400, 'ValidationException', 'A parameter type is required when you create a parameter.');
    this.put(name, value, type);
    const { region } = this.#context;
    const by = call.caller.roleArn;
    this.#context.onEvent({ at: new Date().toISOString(), kind: 'parameter', region, name, from: known?.value ?? null, to: value, by });
    return { Version: this.#parameters.get(name)?.version, Tier: 'Standard' };
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

const typeOf = (value: string): ParameterType => (value.startsWith('-----BEGIN CERTIFICATE') ? 'String' : 'SecureString');
