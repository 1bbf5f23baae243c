import Anthropic from '@anthropic-ai/sdk';
import { startAnthropicEmulator } from '@plugboard/anthropic-emulator';

const emulator = await startAnthropicEmulator();
const client = new Anthropic({ baseURL: emulator.url, apiKey: emulator.apiKey });
const message = await client.messages.create({
  model: 'claude-opus-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'Hello' }],
});
console.log(message.content.map(({ type }) => type));
// emulator.requests, emulator.files and emulator.counts show what arrived.
console.log(emulator.requests.map(({ method, path, status }) => `${method} ${path} ${status}`));
await emulator.close();
