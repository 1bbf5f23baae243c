// The loopback server, in a process of its own. It writes its port to standard output, and ends when its standard input does.
import { createServer } from 'node:http';
import { answer } from './scenarios.ts';

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 2048, () => {
  const address = server.address();
  console.log(typeof address === 'object' ? address?.port : '');
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
