import { AwsError } from '../service.ts';
import type { RecordSet } from './zones.ts';

export type ChangeAction = 'CREATE' | 'DELETE' | 'UPSERT';
export type Change = { action: ChangeAction; record: RecordSet };

/**
 * Records after a change batch: all changes or none, in order, so DELETE of the exact old value + CREATE of the new one is a compare-and-swap.
 *
 * @throws AwsError InvalidChangeBatch with every reason, as AWS lists them
 */
export function applyChanges(records: readonly RecordSet[], changes: readonly Change[]): RecordSet[] {
  const reasons: string[] = [];
  const after = changes.reduce(
    (current, { action, record }) => {
      const reason = refusal(current, action, record);
      if (reason) reasons.push(reason);
      return reason ? current : changed(current, action, record);
    },
    [...records],
  );
  if (reasons.length > 0) throw new AwsError(400, 'InvalidChangeBatch', `[${reasons.join(', ')}]`);
  return after;
}

const sameSet = (one: RecordSet, other: RecordSet) => one.name === other.name && one.type === other.type;

function refusal(records: readonly RecordSet[], action: ChangeAction, record: RecordSet): string | undefined {
  const existing = records.find((one) => sameSet(one, record));
  const set = `resource record set [name='${record.name}', type='${record.type}']`;
  if (action === 'DELETE') {
    if (!existing) return `Tried to delete ${set} but it was not found`;
    return sameContent(existing, record) ? undefined : `Tried to delete ${set} but the values provided do not match the current values`;
  }
  if (action === 'CREATE' && existing) return `Tried to create ${set} but it already exists`;
  return conflictOfNames(records, record);
}

/** A CNAME is alone under its name. */
function conflictOfNames(records: readonly RecordSet[], record: RecordSet): string | undefined {
  const others = records.filter((one) => one.name === record.name && one.type !== record.type);
  if (!others.some((one) => one.type === 'CNAME' || record.type === 'CNAME')) return undefined;
  return `RRSet of type ${record.type} with DNS name ${record.name} is not permitted as it conflicts with other records with the same DNS name`;
}

function sameContent(one: RecordSet, other: RecordSet): boolean {
  return one.ttl === other.ttl && [...one.values].sort().join('\n') === [...other.values].sort().join('\n');
}

function changed(records: readonly RecordSet[], action: ChangeAction, record: RecordSet): RecordSet[] {
  const others = records.filter((one) => !sameSet(one, record));
  return action === 'DELETE' ? others : [...others, record];
}
