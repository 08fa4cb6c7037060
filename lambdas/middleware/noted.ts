import { messageOf } from '../errors.ts';
import type { StepLogger } from './standard.ts';

/** A port whose failures are also logged, for a caller that goes on without them. */
export function noted<P extends object>(name: string, port: P, logger: Pick<StepLogger, 'warn'>): P {
  return new Proxy(port, {
    get(target, method) {
      const found: unknown = Reflect.get(target, method);
      if (typeof found !== 'function') return found;
      return (...args: unknown[]) =>
        Promise.resolve(found.apply(target, args)).catch((thrown: unknown) => {
          logger.warn(`${name}.${String(method)}: ${messageOf(thrown)}`);
          throw thrown;
        });
    },
  });
}
