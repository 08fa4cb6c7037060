import { z } from 'zod';
import { duration, hostName, id, parameterName, port, text } from './plain-values.ts';

/** What is asked of a third party, from the private subnets of a region: a way to the internet (NAT) is needed for most. */
const dependencyProbeSchema = z.union(
  [
    z.strictObject({
      /** `GET`; redirects are not followed, and nothing of the body is read. */
      url: z.url({ protocol: /^https?$/ }),
      /** Statuses that mean well. @default every one below 400 */
      expect: z.array(z.int().min(100).max(599)).min(1).optional(),
    }),
    /** A TCP connection that is taken. */
    z.strictObject({ host: z.union([hostName, z.ipv4()]), port }),
  ],
  'is no probe; write {url} with http or https, {url, expect}, or {host, port}',
);

/** An external dependency: a service of a third party that the application can do without for a while. */
export const dependencySchema = z.strictObject({
  id: id.max(24),
  name: text,
  /** critical, high, medium, low are told as P1, P2, P3, P4. */
  criticality: z.enum(['critical', 'high', 'medium', 'low']),
  probe: dependencyProbeSchema,
  /** What the application does without it, in the plan's words. */
  fallback: text,
  /** What users notice of the fallback. */
  usersNotice: z.strictObject({ fr: text, en: text }).optional(),
  /** SSM parameter that the application reads, in the region it runs in, with its two values. */
  switch: z.strictObject({ parameter: parameterName, normal: text.max(200), fallback: text.max(200) }),
  /** Every look fails so long before it counts as out. */
  failAfter: duration,
  /** Well so long without a break before it is switched back. */
  stableFor: duration,
  /** Who of the team hears: names in `audiences`. */
  audiences: z.array(id).min(1),
  /** E-mail of the third party, which gets a topic of its own; it has to confirm the subscription. */
  contact: z.email().nullable(),
});

/** How all of them are looked at. */
export const dependencyWatchSchema = z.strictObject({
  /** Every vantage looks at every dependency this often; below a minute the probe runs all the time. */
  every: duration,
  /** How long one look may take; whoever has not answered by then has not answered. */
  lookPatience: duration,
  /** How long the machine waits for a dependency to be back before it leaves the fallback to people. */
  giveUpAfter: duration,
});
