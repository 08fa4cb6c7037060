import type { Ssm } from '../../../lab/cloud/services.ts';

export type Delivered = { commandId: string; document: string; script: string; timeoutSeconds: number };
export type Report = { status: 'InProgress' | 'Success' | 'Failed' | 'TimedOut'; exitCode?: number; stdout?: string; stderr?: string };

/** The agent of one instance, driven by the test: it takes a command and reports when told to. */
export function hostAgent(ssm: Ssm, instance: string) {
  const ask = (path: string, body: object) => ssm.handleHostAgent(path, Buffer.from(JSON.stringify(body)));
  return {
    async poll(): Promise<Delivered | undefined> {
      const answer = await ask('/host-agent/poll', { instance });
      return answer.status === 200 ? (JSON.parse(String(answer.body)) as Delivered) : undefined;
    },
    report: (commandId: string, report: Report) => ask('/host-agent/report', { instance, commandId, ...report }),
  };
}
