/** `synchronous_standby_names`, understood. Members in order, names as written (unquoted ones in lower case). */
export type SynchronousRule = { method: 'any' | 'first'; count: number; members: string[] };

const MEMBER = /\s*(?:"((?:[^"]|"")+)"|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\*|[0-9]+))\s*(?:,|$)/y;

function parseMembers(text: string): string[] | undefined {
  const members: string[] = [];
  MEMBER.lastIndex = 0;
  while (MEMBER.lastIndex < text.length) {
    const match = MEMBER.exec(text);
    if (match === null) return undefined;
    members.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : (match[2] ?? '').toLowerCase());
  }
  return /,\s*$/.test(text) || members.length === 0 ? undefined : members;
}

/**
 * Reads a setting as PostgreSQL does: `ANY k (…)`, `FIRST k (…)`, `k (…)` (= FIRST), a bare list (= FIRST 1).
 * `undefined` for the empty setting and for text we do not understand: neither proves anything.
 */
export function parseSynchronousRule(setting: string): SynchronousRule | undefined {
  const [, method, count, inner] = /^\s*(?:(any|first)\s+)?([0-9]+)\s*\((.*)\)\s*$/is.exec(setting) ?? [];
  const members = parseMembers(inner ?? setting);
  if (members === undefined || Number(count ?? 1) < 1) return undefined;
  return { method: method?.toLowerCase() === 'any' ? 'any' : 'first', count: Number(count ?? 1), members };
}

/** The setting for these standby names; `''` without any. Names are always quoted. */
export function formatSynchronousRule(rule: SynchronousRule): string {
  if (rule.members.length === 0) return '';
  const names = rule.members.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ');
  return `${rule.method.toUpperCase()} ${rule.count} (${names})`;
}

/**
 * How many distinct members must be seen so that every acknowledged commit is on at least one of them; `undefined` when
 * no number suffices (a wildcard: nobody knows who acknowledged).
 *
 * Each acknowledged commit is on k of the n members, so any n-k+1 of them include one that has it. The same number is asked of FIRST:
 * which k were "current" is only known as of the last look, and a standby that dropped out since then may be the one that is seen.
 */
export function membersToSee(rule: SynchronousRule): number | undefined {
  if (rule.members.includes('*')) return undefined;
  const distinct = new Set(rule.members).size;
  return rule.count > distinct ? undefined : distinct - rule.count + 1;
}
