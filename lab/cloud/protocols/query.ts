import { randomUUID } from 'node:crypto';
import type { Answer, AwsError } from '../service.ts';
import { element } from './xml.ts';

/** Members of a list parameter (`InstanceId.1`, `InstanceId.2`, ...) in order. */
export function listParameter(form: URLSearchParams, name: string): string[] {
  const values: string[] = [];
  for (let index = 1; form.has(`${name}.${index}`); index++) values.push(form.get(`${name}.${index}`) ?? '');
  return values;
}

/** Code of a refused authorization in the words of the service. */
export const renamed = (error: AwsError, denied: string): string => (/^AccessDenied(Exception)?$/.test(error.code) ? denied : error.code);

/** An error of the AWS Query protocol (SNS). */
export function queryError(error: AwsError, namespace: string, denied: string): Answer {
  const fault = element('Error', [
    element('Type', error.status >= 500 ? 'Receiver' : 'Sender'),
    element('Code', renamed(error, denied)),
    element('Message', error.message),
  ]);
  return xmlAnswer(error.status, `<ErrorResponse xmlns="${namespace}">${fault}${element('RequestId', randomUUID())}</ErrorResponse>`);
}

export const xmlAnswer = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});
