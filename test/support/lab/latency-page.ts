import type { LatencyRow } from '../../../lab/latency/latency-table.ts';

/** A row of the table as docs/latency.md shows it. */
export function latencyLine(name: string, { milliseconds, source }: LatencyRow): string {
  const [service, path] = name.split('/');
  const from =
    'published' in source ? `[published](${source.published}): ${source.says}` : `no published figure; assumed: ${source.assumed}`;
  return `| ${service} | ${path} | ${milliseconds} | ${from} |`;
}
