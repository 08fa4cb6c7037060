/** A metric as alarms name it. */
export type MetricName = { namespace: string; name: string; dimensions: Readonly<Record<string, string>> };

/** What was published for one moment: `count` values with their sum and extremes. `at` is milliseconds since epoch. */
export type Datapoint = { at: number; unit: string; count: number; sum: number; minimum: number; maximum: number };

export type Statistic = 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum';

/** Datapoints of the rehearsal; it lasts minutes, so nothing is thrown away. */
export class MetricStore {
  readonly #datapoints = new Map<string, Datapoint[]>();

  add(metric: MetricName, datapoint: Datapoint): void {
    const key = keyOf(metric);
    const known = this.#datapoints.get(key);
    if (known) known.push(datapoint);
    else this.#datapoints.set(key, [datapoint]);
  }

  /** Statistic over [from, to), `undefined` when nothing was published for it (missing data). */
  statistic(metric: MetricName, statistic: Statistic, from: number, to: number, unit?: string): number | undefined {
    const published = this.#datapoints.get(keyOf(metric)) ?? [];
    const within = published.filter(({ at, unit: given }) => at >= from && at < to && (unit === undefined || given === unit));
    if (within.length === 0) return undefined;
    const total = (field: 'count' | 'sum') => within.reduce((so, one) => so + one[field], 0);
    if (statistic === 'SampleCount') return total('count');
    if (statistic === 'Sum') return total('sum');
    if (statistic === 'Average') return total('sum') / total('count');
    return statistic === 'Minimum' ? Math.min(...within.map((one) => one.minimum)) : Math.max(...within.map((one) => one.maximum));
  }
}

/** A metric is its namespace, name and the exact set of its dimensions. */
function keyOf({ namespace, name, dimensions }: MetricName): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1))]);
}
