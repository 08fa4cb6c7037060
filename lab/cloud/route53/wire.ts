import { randomUUID } from 'node:crypto';
import { renamed, xmlAnswer } from '../protocols/query.ts';
import { element, elementsAt, parseXml, textAt, type XmlElement } from '../protocols/xml.ts';
import { type Answer, AwsError } from '../service.ts';
import type { Change, ChangeAction } from './change-batch.ts';
import { canonicalName, type RecordSet } from './zones.ts';

const NAMESPACE = 'https://route53.amazonaws.com/doc/2013-04-01/';
const PLAIN = new Set(['Name', 'Type', 'TTL', 'ResourceRecords']);

export type ChangeInfo = { id: string; status: 'PENDING' | 'INSYNC'; submittedAt: string };

/**
 * Reads the body of ChangeResourceRecordSets.
 *
 * @throws AwsError MalformedInput or InvalidInput; alias, weighted and failover records are refused, because ignoring them would change what is asked
 */
export function readChanges(body: string): Change[] {
  let request: XmlElement;
  try {
    request = parseXml(body);
  } catch (error) {
    throw new AwsError(400, 'MalformedInput', `Unparseable XML: ${String(error)}`);
  }
  const changes = elementsAt(request, 'ChangeBatch', 'Changes', 'Change').map(readChange);
  if (changes.length === 0) throw new AwsError(400, 'InvalidInput', 'The change batch holds no change');
  return changes;
}

function readChange(change: XmlElement): Change {
  const action = textAt(change, 'Action') ?? '';
  const [set] = elementsAt(change, 'ResourceRecordSet');
  const unsupported = set?.children.find((child) => !PLAIN.has(child.name));
  if (unsupported) throw new AwsError(400, 'InvalidInput', `${unsupported.name} is not implemented by the rehearsed Route 53`);
  const record: RecordSet = {
    name: canonicalName(set ? (textAt(set, 'Name') ?? '') : ''),
    type: set ? (textAt(set, 'Type') ?? '') : '',
    ttl: Number(set ? (textAt(set, 'TTL') ?? Number.NaN) : Number.NaN),
    values: set ? elementsAt(set, 'ResourceRecords', 'ResourceRecord').map((one) => textAt(one, 'Value') ?? '') : [],
  };
  if (
    !['CREATE', 'DELETE', 'UPSERT'].includes(action) ||
    record.name === '.' ||
    !Number.isInteger(record.ttl) ||
    record.values.length === 0
  )
    throw new AwsError(400, 'InvalidInput', 'A change needs Action, Name, Type, TTL and ResourceRecords');
  if (record.type === 'CNAME' && record.values.length > 1)
    throw new AwsError(400, 'InvalidChangeBatch', `[CNAME ${record.name} holds more than one value]`);
  return { action: action as ChangeAction, record };
}

/** Answer of a change or of a question about one, in REST-XML. */
export function changeAnswer(root: 'ChangeResourceRecordSetsResponse' | 'GetChangeResponse', change: ChangeInfo): Answer {
  const info = [element('Id', `/change/${change.id}`), element('Status', change.status), element('SubmittedAt', change.submittedAt)];
  return documentAnswer(root, [element('ChangeInfo', info)]);
}

/** Answer of a listing, with where the next page begins. */
export function listAnswer(page: readonly RecordSet[], next: RecordSet | undefined, maxItems: number): Answer {
  return documentAnswer('ListResourceRecordSetsResponse', [
    element('ResourceRecordSets', page.map(recordElement)),
    element('IsTruncated', next !== undefined),
    ...(next ? [element('NextRecordName', next.name), element('NextRecordType', next.type)] : []),
    element('MaxItems', maxItems),
  ]);
}

/** An error as Route 53 writes it. */
export function route53Error(error: AwsError): Answer {
  const fault = [element('Type', 'Sender'), element('Code', renamed(error, 'AccessDenied')), element('Message', error.message)];
  return documentAnswer('ErrorResponse', [element('Error', fault), element('RequestId', randomUUID())], error.status);
}

function recordElement(record: RecordSet): string {
  return element('ResourceRecordSet', [
    element('Name', record.name),
    element('Type', record.type),
    element('TTL', record.ttl),
    element(
      'ResourceRecords',
      record.values.map((value) => element('ResourceRecord', [element('Value', value)])),
    ),
  ]);
}

function documentAnswer(root: string, content: readonly string[], status = 200): Answer {
  return xmlAnswer(status, `<${root} xmlns="${NAMESPACE}">${content.join('')}</${root}>`);
}
