import { Client } from '@plugboard/core';
import { createGateway } from '@plugboard/gateway';

const gateway = createGateway({ client: new Client() });
export const server = await gateway.listen({ port: Number(process.env['PORT'] ?? 8321) });
console.log(`Base URL for clients: ${server.url}/v1`);
