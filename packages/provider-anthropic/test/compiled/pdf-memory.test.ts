import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('send-pdf.mjs', import.meta.url));
const answer = {
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  model: 'claude-opus-5',
  content: [{ type: 'text', text: 'Nothing.' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
};

function pdfOf(size: number): Buffer {
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 9)]);
}

test('a PDF of 20 MB inside the request grows memory by at most 16 MB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pdf-memory-'));
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const hash = createHash('sha256');
    request.on('data', (piece: Buffer) => hash.update(piece));
    request.on('end', () => {
      bodies.push(hash.digest('hex'));
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const [small, large] = [join(folder, 'small.pdf'), join(folder, 'large.pdf')];
    const pdf = pdfOf(20_000_000);
    await Promise.all([writeFile(small, pdfOf(500_000)), writeFile(large, pdf)]);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      // V8 needs 28 MB for a moment to optimize undici's HTTP parser, which is WebAssembly, at a time of its own choosing.
      ['--expose-gc', '--liftoff-only', program, `http://127.0.0.1:${port}`, small, large],
      { timeout: 60_000 },
    );
    const source = { type: 'base64', media_type: 'application/pdf', data: pdf.toString('base64') };
    const content = [
      { type: 'text', text: 'What does it say?' },
      { type: 'document', source },
    ];
    const sent = { model: 'claude-opus-5', max_tokens: 128_000, messages: [{ role: 'user', content }], stream: true };
    expect(bodies[1]).toBe(createHash('sha256').update(JSON.stringify(sent)).digest('hex'));
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(Number(stdout)).toBeLessThanOrEqual(16_000_000);
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
});
