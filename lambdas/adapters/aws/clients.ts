/**
 * How long and how often an AWS call is tried. The defaults of the SDK (no time-out, three attempts) would eat the plan's
 * patience before the next rung is climbed, and would repeat effects whose outcome is unknown.
 */
type Manner = { region: string; maxAttempts: number; connectionSeconds: number; requestSeconds: number };

const configuration = ({ region, maxAttempts, connectionSeconds, requestSeconds }: Manner) => ({
  region,
  maxAttempts,
  requestHandler: {
    connectionTimeout: connectionSeconds * 1000,
    requestTimeout: requestSeconds * 1000,
    /** Without it the SDK only logs a warning and keeps waiting. */
    throwOnRequestTimeout: true,
  },
});

/** Calls that change nothing, or the same thing again when repeated (conditional writes, replacing an object). */
export const repeatable = (region: string) => configuration({ region, maxAttempts: 2, connectionSeconds: 1, requestSeconds: 3 });

/** Effects: one attempt, so that an unknown outcome stays one unknown outcome (I6). */
export const once = (region: string) => configuration({ region, maxAttempts: 1, connectionSeconds: 1, requestSeconds: 3 });

/** Calls of the probe's tick: late is worthless, the next tick comes in a second. */
export const quick = (region: string) => configuration({ region, maxAttempts: 1, connectionSeconds: 1, requestSeconds: 1 });

/** Region of Route 53's control plane, wherever the function runs. */
export const ROUTE_53_REGION = 'us-east-1';
