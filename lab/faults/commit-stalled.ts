import type { Fault } from './fault.ts';

/** The primary answers and no commit returns: every synchronous standby hangs, with its connections open. Promoting would help nobody. */
export const commitStalled: Fault = {
  name: 'commit-stalled',
  line: 'every synchronous standby hangs; the primary answers, and no commit returns',
  expected: { endState: 'Writing, less durable', promoted: false, notFenced: true, quorumAfter: '' },
  patienceSeconds: 115,
  async inject({ plan, estate, primary, say }) {
    const standbys = plan.database.nodes.filter((node) => node.synchronous && node.id !== primary.node).map((node) => node.id);
    say(`every PostgreSQL process on ${standbys.join(' and ')} is frozen; their connections stay open`);
    for (const node of standbys) await estate.host(node).pauseServer();
  },
};
