/** The part of the machine's state that says why it goes on as it does. */
type Decided = {
  assessment?: { verdict?: string; action?: string; why?: string };
  fencing?: { state?: string; rung?: string; evidence?: { seen: string }[] };
  comparison?: { action?: string; why?: string };
  relief?: { state?: string; why?: string; before?: string; setting?: string };
};

/** What a state of database failover decided and why, in a sentence; `undefined` for one that decides nothing. */
export function decisionIn(state: string, output: unknown): string | undefined {
  const { assessment, fencing, comparison, relief } = (output ?? {}) as Decided;
  if (state === 'Assess primary' && assessment?.verdict !== undefined)
    return `${assessment.verdict} -> ${assessment.action}: ${assessment.why}`;
  if (/^(Fence old primary|Check that the instance stopped)$/.test(state) && fencing?.state !== undefined)
    return `${fencing.state} by ${fencing.rung}: ${fencing.evidence?.at(-1)?.seen ?? 'nothing seen yet'}`;
  if (state === 'Compare replica LSNs' && comparison?.action !== undefined) return `${comparison.action}: ${comparison.why}`;
  if (state === 'Take silent standbys out of the quorum' && relief?.state !== undefined)
    return `${relief.state}: ${relief.why}${relief.state === 'relieved' ? `; ${relief.before} -> ${relief.setting || 'no quorum'}` : ''}`;
  return undefined;
}
