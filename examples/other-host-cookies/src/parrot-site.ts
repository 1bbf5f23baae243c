import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';

/** The made-up site, running on loopback. */
export interface ParrotSite extends AsyncDisposable {
  readonly url: string;
  /** The cookie that is accepted now. Each answer sets a new one. */
  readonly nest: string;
}

/** Starts the site on a free port of 127.0.0.1. */
export async function startParrotSite(): Promise<ParrotSite> {
  let nest = randomUUID();
  const server = createServer((request, response) => {
    if (request.headers.cookie !== `nest=${nest}`) return refuse(request, response);
    nest = randomUUID();
    return void request.resume().on('end', () => {
      response.setHeader('set-cookie', `nest=${nest}; Path=/; HttpOnly; Max-Age=3600`);
      response.setHeader('content-type', 'application/json');
      response.end('{"said":"Polly wants a cracker."}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    get nest() {
      return nest;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.writeHead(200, { 'content-type': 'text/html' }).end('<form>Sign in, parrot friend</form>');
}
