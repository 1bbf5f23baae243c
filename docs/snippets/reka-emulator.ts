import { Client } from '@plugboard/core';
import { reka } from '@plugboard/provider-reka';
import { startRekaEmulator } from '@plugboard/reka-emulator';

const emulator = await startRekaEmulator();
const client = new Client({ provider: reka({ baseUrl: emulator.url, cookies: emulator.cookies }) });
await client.chat.completions.create({ model: 'reka-core', messages: [{ role: 'user', content: 'Hello' }] });
// emulator.requests, emulator.uploads (name, type, size, SHA-256) and emulator.counts show what arrived.
console.log(emulator.requests.map(({ method, path }) => `${method} ${path}`));
await client.close();
await emulator.close();
