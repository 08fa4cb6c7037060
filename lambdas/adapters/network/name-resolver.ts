import dns from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { setTimeout } from 'node:timers/promises';
import { DependencyUnavailable, messageOf } from '../../errors.ts';
import type { NameResolver } from '../../ports/name-resolver.ts';

const TRIES = 2;

/**
 * Asks DNS itself, not the operating system: a hosts file or a cache on the way would hide a switch of the writer record.
 * CNAMEs are followed by the resolver that is asked.
 */
export const dnsNameResolver: NameResolver = {
  async addresses(name, deadlineSeconds) {
    const resolver = new Resolver({ timeout: Math.ceil((deadlineSeconds * 1000) / TRIES), tries: TRIES });
    resolver.setServers(dns.getServers());
    const over = new AbortController();
    const late = setTimeout(deadlineSeconds * 1000, undefined, { signal: over.signal }).then(() => {
      throw new Error(`no answer within ${deadlineSeconds} s`);
    });
    try {
      return await Promise.race([resolver.resolve4(name), late]);
    } catch (thrown) {
      throw new DependencyUnavailable(`${name}: ${messageOf(thrown)}`, { condition: 'NameNotResolved' }, { cause: thrown });
    } finally {
      over.abort();
      late.catch(() => undefined);
      resolver.cancel();
    }
  },
};
