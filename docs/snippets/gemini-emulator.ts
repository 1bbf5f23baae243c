import { GoogleGenAI } from '@google/genai';
import { startGeminiEmulator } from '@plugboard/gemini-emulator';

const emulator = await startGeminiEmulator();
const client = new GoogleGenAI({ apiKey: emulator.apiKey, httpOptions: { baseUrl: emulator.url } });
const answer = await client.models.generateContent({ model: 'gemini-3.8-flash', contents: 'Hello' });
console.log(answer.text);
// emulator.requests, emulator.files and emulator.counts show what arrived.
console.log(emulator.requests.map(({ method, path, status }) => `${method} ${path} ${status}`));
await emulator.close();
