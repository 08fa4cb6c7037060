import { z } from 'zod';

const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/**
 * A length of time as people write it in the plan ("30s", "15m", "4h", "1d"), parsed to whole **seconds**.
 */
export const duration = z
  .string()
  .regex(/^[1-9][0-9]*[smhd]$|^0s$/, 'is not a duration; write a whole number with s, m, h or d, for example 30s, 15m, 4h')
  .transform((text) => Number(text.slice(0, -1)) * UNIT_SECONDS[text.slice(-1) as keyof typeof UNIT_SECONDS]);

/** Text that says something. */
export const text = z.string().min(1);
/** Lower-case words joined by hyphens: the ids become parts of AWS resource names and of host command parameters. */
export const id = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'is not an id; use lower-case letters, digits and single hyphens');
export const hostName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/, 'is not a fully qualified host name');
export const parameterName = z
  .string()
  .regex(/^\/[A-Za-z0-9._/-]+$/, 'is not an SSM parameter name, for example /reprise/database/password');
export const port = z.int().min(1).max(65_535);
