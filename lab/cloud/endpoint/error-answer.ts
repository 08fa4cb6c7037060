import { randomUUID } from 'node:crypto';
import type { Answer, AwsError } from '../service.ts';

type Request = { headers: Readonly<Record<string, string>>; body: Buffer };

/**
 * An error in the protocol the request was written in, for requests no service answers itself: the SDK's own deserializers accept it.
 * AWS JSON and REST-JSON share one form; query protocols and REST-XML each have theirs; the newest is CBOR.
 */
export function errorAnswer(request: Request, error: AwsError): Answer {
  const { headers } = request;
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return cbor(error);
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return query(request.body.toString('utf8'), error);
  const json = headers['x-amz-target'] !== undefined || headers['content-type']?.startsWith('application/json');
  return json ? asJson(error) : xml(error, `<Error><Code>${error.code}</Code><Message>${escaped(error.message)}</Message></Error>`);
}

function asJson({ status, code, message }: AwsError): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  };
}

/** EC2 writes its errors in a list of its own. */
function query(form: string, error: AwsError): Answer {
  const type = error.status >= 500 ? 'Receiver' : 'Sender';
  const fields = `<Code>${error.code}</Code><Message>${escaped(error.message)}</Message>`;
  if (new URLSearchParams(form).get('Version') === '2016-11-15') {
    return xml(error, `<Response><Errors><Error>${fields}</Error></Errors><RequestID>${randomUUID()}</RequestID></Response>`);
  }
  return xml(error, `<ErrorResponse><Error><Type>${type}</Type>${fields}</Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`);
}

function xml({ status }: AwsError, body: string): Answer {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

/** A CBOR map of two texts (RFC 8949: 0xa2 map of 2, 0x79 text with a 16-bit length). */
function cbor({ status, code, message }: AwsError): Answer {
  const text = (value: string) => {
    const bytes = Buffer.from(value, 'utf8');
    const head = Buffer.from([0x79, 0, 0]);
    head.writeUInt16BE(bytes.length, 1);
    return Buffer.concat([head, bytes]);
  };
  const body = Buffer.concat([Buffer.from([0xa2]), ...['__type', code, 'message', message].map(text)]);
  return { status, headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }, body };
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
