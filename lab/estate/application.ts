import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { ApplicationDatabase, type ApplicationSettings } from './application-database.ts';

/**
 * The application of a rehearsal: a process of its own behind the writer name. `POST /payments` commits one numbered payment, `GET` on the
 * health path says whether it can write. It knows nothing of the recovery; it only reconnects, as applications do.
 */
const settings = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ApplicationSettings & {
  httpAddress: string;
  httpPort: number;
  healthPath: string;
};
const database = new ApplicationDatabase(settings);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (request.method === 'GET' && request.url === settings.healthPath) {
    const reason = await database.whyNotWritable();
    return reason === undefined ? send(200, { status: 'healthy' }) : send(503, { status: 'unhealthy', reason });
  }
  if (request.method === 'POST' && request.url === '/payments') {
    const { number } = (await json(request)) as { number: number };
    const result = await database.commitPayment(number);
    return send(result.outcome === 'acknowledged' ? 201 : 503, result);
  }
  send(404, { error: 'not found' });
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.log(`${new Date().toISOString()} ${request.url}: ${String(error)}`);
    response.destroy();
  });
});
server.listen(settings.httpPort, settings.httpAddress, () => console.log(`${new Date().toISOString()} listening`));
process.on('SIGTERM', () => process.exit(0));
