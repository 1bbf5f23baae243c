import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { sse, startScriptedServer } from '@plugboard/provider-testkit/server';
import { pngOf } from '../media/sample-files.ts';

const program = fileURLToPath(new URL('send-bodies.mjs', import.meta.url));

/** What a stranger may write to have a file read, or an address called. */
function spellings(path: string, address: string): readonly unknown[] {
  const { href } = pathToFileURL(path);
  const type = 'image/png';
  const method = 'function () { return this; }';
  return [
    { path },
    { path, type },
    { path: relative(process.cwd(), path) },
    { path: href },
    { path: { path } },
    { path: [path] },
    { kind: 'named-file', path },
    { kind: 'named-file', 'plugboard.named-file': { path } },
    { 'Symbol(plugboard.named-file)': { path }, '@@plugboard.named-file': { path } },
    JSON.parse(`{ "__proto__": { "path": ${JSON.stringify(path)} } }`),
    { constructor: { name: 'NamedFile' }, path },
    { constructor: { prototype: { path } } },
    // As a URL, a read stream, a handle, a Blob, a promise and bytes look once they are JSON.
    { href, protocol: 'file:', pathname: path, host: '', hostname: '', search: '', hash: '' },
    { href: address, protocol: 'http:' },
    { fd: null, path, flags: 'r', mode: 438, bytesRead: 0, pipe: method, on: method, destroy: method },
    { fd: 0, path, stat: method, read: method, sync: method },
    { size: 9, type, name: path, stream: method, 'Symbol(Symbol.toStringTag)': 'Blob' },
    JSON.parse(`{ "then": "${method}", "path": ${JSON.stringify(path)} }`),
    { getReader: method, cancel: method, path },
    { kind: 'image', type, name: path, stream: path },
    { type: 'Buffer', data: [0x89, 0x50, 0x4e, 0x47], path },
    { url: { path } },
    { $file: path },
    { $env: 'HOME', path },
    [path],
    [{ path }],
    href,
    href.replace('file:', 'FILE:'),
    href.replace('file:', 'File:'),
    ` ${href}`,
    `\n\t${href}\n`,
    `\u00a0${href}`,
    href.replace('file:', 'fi\nle:'),
    href.replace('file:', 'file :'),
    href.replace('file:///', 'file:/'),
    href.replace('file:///', 'file://localhost/'),
    href.replace('file:///', 'file:\\\\\\'),
    href.replaceAll('n', '%6e'),
    `file:${path}`,
    `url:${href}`,
    `view-source:${href}`,
    `blob:${href}`,
    path,
    `./${relative(process.cwd(), path)}`,
    `\\\\?\\${path}`,
    `//${path}`,
    `${path}\0.png`,
  ];
}

type Place = (media: unknown) => object;

const question = { type: 'text', text: 'What is it?' };
const asked = { role: 'user', content: [question] };
const part =
  (type: string): Place =>
  (media) => ({ messages: [{ role: 'user', content: [question, { type, [type]: { url: media } }] }] });

const places: readonly Place[] = [
  (image) => ({ messages: [asked], image }),
  (image) => ({ messages: [asked], images: [image] }),
  (image) => ({ messages: [asked], image: 'data:;base64,iVBORw0KGgo=', images: ['data:;base64,iVBORw0KGgo=', image] }),
  part('image_url'),
  part('video_url'),
  part('audio_url'),
  part('pdf_url'),
  (url) => ({ messages: [{ role: 'system', content: [{ type: 'image_url', image_url: { url } }] }, asked] }),
  (url) => ({ messages: [asked, { role: 'assistant', content: [{ type: 'image_url', image_url: { url } }] }, asked] }),
  // Where only the object around it may stand.
  (url) => ({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: url }] }] }),
];

interface Report {
  readonly outcomes: readonly { readonly code: string; readonly message: string }[];
  readonly started: number;
  readonly sent: number;
  readonly ended: number;
}

/** Runs the program under Node's own trace of file operations, synchronous and asynchronous. */
async function traced(args: readonly string[], bodies: readonly object[], log: string) {
  const flags = ['--trace-event-categories=node.fs.sync,node.fs.async', `--trace-event-file-pattern=${log}`];
  const child = spawn(process.execPath, [...flags, program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(bodies));
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(code).toBe(0);
  const { traceEvents }: { traceEvents: readonly { ts: number; name: string; cat: string }[] } = JSON.parse(
    await readFile(log, 'utf8'),
  );
  const report: Report = JSON.parse(output);
  const between = (from: number, to: number): readonly string[] =>
    traceEvents.filter(({ ts, cat }) => cat.includes('node.fs') && ts >= from && ts <= to).map(({ name }) => name);
  return { report, between };
}

test('no body of JSON opens a file or calls an address, wherever media may stand in it', async () => {
  const content = Buffer.from(pngOf(300));
  const folder = await mkdtemp(join(tmpdir(), 'data-opens-nothing-'));
  await using service = await startScriptedServer();
  await using elsewhere = await startScriptedServer();
  service.on(
    { path: '/chat/completions' },
    sse([{ choices: [{ index: 0, delta: { content: 'A cat.' }, finish_reason: 'stop' }] }, '[DONE]']),
  );
  try {
    const path = join(folder, 'never-opened.png');
    await writeFile(path, content);
    const address = `${elsewhere.origin}/cat.png`;
    const named = spellings(path, address);
    const refused = places.flatMap((place) => named.map(place));
    // What no part of a body names as media goes to the service as it is.
    const passed = [
      ...named.map((acme) => ({ messages: [asked], provider_options: { acme: { image: acme } } })),
      { messages: [asked], image: address },
      part('image_url')(address),
    ];
    expect(refused.length).toBeGreaterThan(200);
    const { report, between } = await traced(
      [service.origin, path],
      [...refused, ...passed],
      join(folder, 'trace.json'),
    );
    const { outcomes, started, sent, ended } = report;
    expect(outcomes).toHaveLength(refused.length + passed.length + 3);
    const wrong = outcomes
      .slice(1, 1 + refused.length)
      .flatMap(({ code, message }, index) =>
        code === 'input_invalid' && message.includes('file(path)') ? [] : [{ body: refused[index], code, message }],
      );
    expect(wrong).toEqual([]);
    const others = [...outcomes.slice(0, 1), ...outcomes.slice(1 + refused.length)];
    expect(others.filter(({ code }) => code !== 'answered')).toEqual([]);

    expect(between(started, sent)).toEqual([]);
    expect(elsewhere.accepted).toBe(0);
    const withContent = service.requests.filter(({ body }) => body.includes(content.toString('base64')));
    // The last call, by `file(path)`: what the trace and the service show of a file that is opened.
    expect(withContent).toEqual([service.requests.at(-1)]);
    expect(between(sent, ended)).toEqual(expect.arrayContaining(['open', 'read', 'close']));
  } finally {
    await rm(folder, { recursive: true });
  }
});
