import { pathToFileURL } from 'node:url';
import { sse, startScriptedServer, status } from '@plugboard/provider-testkit/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answer, cat, configFile, localConfig, root, run } from './run.ts';

const variables = Object.keys(process.env).filter((name) => /^(?:REKA_|OPENAI_|PLUGBOARD_)/.test(name));
beforeEach(() => {
  for (const name of variables) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

test('help and version', async () => {
  expect(await run(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('plugboard doctor') });
  expect(await run([])).toMatchObject({ code: 0, stdout: expect.stringContaining('plugboard doctor') });
  expect(await run(['--version'])).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
});

test.each<[readonly string[], RegExp]>([
  [['walk'], /Unknown command "walk"/],
  [['explain'], /needs the name of a model/],
  [['explain', 'a', 'b'], /has no argument "b"/],
  [['chat', 'What', 'now', '-m', 'x'], /Put the whole question in quotes/],
  [['chat', 'Hi'], /`plugboard chat` needs --model <name>/],
  [['doctor', '--live'], /`plugboard doctor` has no option --live/],
  [['models', '--modle'], /--modle/],
])('%j is wrong use', async (args, message) => {
  const { code, stdout, stderr } = await run(args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  const json = await run([...args, '--json']);
  expect(json).toMatchObject({ code: 2, stderr: '' });
  expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'usage', message: expect.stringMatching(message) } });
});

test('explain tells how a name finds its provider, without traffic', async () => {
  expect(await run(['explain', 'reka-core', '--root', root])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/reka-core.*reka/s),
  });
  const json = await run(['explain', 'gpt-4o', '--root', root, '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ provider: 'openai', model: 'gpt-4o', rule: 'exact' });
  const by = await run(['explain', 'anything', '--provider', 'openai', '--root', root, '--json']);
  expect(JSON.parse(by.stdout)).toMatchObject({ provider: 'openai', rule: 'call-provider' });
});

test('what models lists can be explained, also a name that begins with its instance', async () => {
  const openrouter = { use: '@plugboard/provider-openai', preset: 'openrouter', models: ['openrouter/auto'] };
  await using config = await configFile({ providers: { openrouter }, discover: false });
  const flags = ['--config', config.path, '--root', root];
  const { stdout } = await run(['models', ...flags]);
  expect(stdout).toMatch(/^openrouter\/openrouter\/auto +by config$/m);
  for (const name of ['openrouter/openrouter/auto', 'openrouter/auto']) {
    const json = await run(['explain', name, ...flags, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ provider: 'openrouter', model: 'openrouter/auto' });
  }
});

test('a model that nobody has is a matter of the setup', async () => {
  expect(await run(['explain', 'nobody-has-this', '--root', root])).toMatchObject({ code: 3, stdout: '' });
  const json = await run(['explain', 'nobody-has-this', '--root', root, '--json']);
  expect(json).toMatchObject({ code: 3, stderr: '' });
  expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'model_not_found' } });
});

test('models lists what is declared, and asks the services with --live', async () => {
  const declared = await run(['models', '--root', root]);
  expect(declared.stdout).toMatch(/^openai\/gpt-4o +text, image, pdf +by plugin$/m);
  expect(declared.stdout).toMatch(/^reka\/reka-core /m);
  await using server = await startScriptedServer();
  server.on({ method: 'GET', path: '/v1/models' }, status(200, { data: [{ id: 'llava' }] }));
  await using config = await configFile({ ...localConfig(server.origin), discover: false });
  const live = await run(['models', '--live', '--json', '--config', config.path, '--root', root]);
  expect(JSON.parse(live.stdout)).toEqual([{ id: 'llava', provider: 'local', claimedBy: 'service' }]);
});

test('doctor tells config, providers with versions, and credentials by name', async () => {
  vi.stubEnv('OPENAI_API_KEY', 'fake-key-of-the-doctor');
  await using config = await configFile({
    providers: { reka: { use: '@plugboard/provider-reka', apiKey: { $env: 'DOCTOR_NOT_SET' } } },
  });
  const { code, stdout } = await run(['doctor', '--config', config.path, '--root', root]);
  expect(code).toBe(3);
  expect(stdout).toContain(`Config: ${config.path}\n`);
  expect(stdout).toMatch(/^OK {4}openai \(@plugboard\/provider-openai 0\.1\.0, a dependency in .*package\.json\)$/m);
  expect(stdout).toMatch(/^ {2}apiKey: OPENAI_API_KEY, present$/m);
  expect(stdout).toMatch(/^ {2}baseUrl: OPENAI_BASE_URL, missing$/m);
  expect(stdout).toMatch(/^FAULT reka \(@plugboard\/provider-reka 0\.1\.0, from .*\)$/m);
  expect(stdout).toMatch(/^ {2}config_invalid: .*DOCTOR_NOT_SET/m);
  expect(stdout).toMatch(/^ {2}apiKey: DOCTOR_NOT_SET, missing$/m);
  expect(stdout).not.toContain('fake-key');
  const json = await run(['doctor', '--json', '--config', config.path, '--root', root]);
  expect(JSON.parse(json.stdout)).toMatchObject({ healthy: false, config: config.path });
  expect(json.stdout).not.toContain('fake-key');
});

test('doctor is content with what can be used, and not with nothing', async () => {
  await using config = await configFile({});
  expect(await run(['doctor', '--config', config.path, '--root', root])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No problems found.'),
  });
  await using empty = await configFile({ discover: false });
  expect(await run(['doctor', '--config', empty.path, '--root', root])).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('No provider is set up'),
  });
});

test('a broken config is told with its place', async () => {
  await using config = await configFile('{ "providers": }');
  const { code, stderr } = await run(['doctor', '--config', config.path]);
  expect(code).toBe(3);
  expect(stderr).toMatch(/is not valid JSON: the fault is at line 1, column 16/);
});

test('chat asks with question, system text and images, and writes the answer', async () => {
  await using server = await startScriptedServer();
  server.on({}, sse(answer('A ', 'cat.')));
  await using config = await configFile(localConfig(server.origin));
  const flags = ['--config', config.path, '--root', root, '-m', 'assistant'];
  const images = ['--image', cat, '-i', 'https://example.com/b.png', '-i', pathToFileURL(cat).href];
  expect(await run(['chat', 'What?', ...flags, ...images, '--system', 'Be short.'])).toEqual({
    code: 0,
    stdout: 'A cat.\n',
    stderr: 'Answered by local/llava.\n',
  });
  const body = JSON.parse(server.requests[0]?.body.toString('utf8') ?? '') as { messages: object[] };
  expect(body.messages).toMatchObject([
    { role: 'system', content: 'Be short.' },
    {
      role: 'user',
      content: [
        { image_url: { url: expect.stringMatching(/^data:image\/jpeg/) } },
        { image_url: { url: 'https://example.com/b.png' } },
        { image_url: { url: expect.stringMatching(/^data:image\/jpeg/) } },
        { text: 'What?' },
      ],
    },
  ]);
});

test('chat reads the question from the input, and gives the completion as JSON', async () => {
  await using server = await startScriptedServer();
  server.on({}, sse(answer('ok')));
  await using config = await configFile(localConfig(server.origin));
  const flags = ['--config', config.path, '--root', root, '-m', 'llava', '--json'];
  const { code, stdout } = await run(['chat', '-', ...flags], { input: ['Long ', 'question'] });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ provider: 'local', choices: [{ message: { content: 'ok' } }] });
  expect(server.requests[0]?.body.toString('utf8')).toContain('Long question');
  expect(await run(['chat', '-', ...flags], { input: [] })).toMatchObject({ code: 2 });
});

test('what a terminal would obey is made visible there, and left alone in a pipe', async () => {
  await using server = await startScriptedServer();
  const evil = 'a\u001B]52;c;ZXZpbA==\u0007b\u009B2J\u202Ec\r\nd\te';
  server.on({}, sse(answer(evil)));
  await using config = await configFile(localConfig(server.origin));
  const args = ['chat', 'Hi', '--config', config.path, '--root', root, '-m', 'llava'];
  expect((await run(args, { tty: true })).stdout).toBe(
    'a<U+001B>]52;c;ZXZpbA==<U+0007>b<U+009B>2J<U+202E>c<U+000D>\nd\te\n',
  );
  expect((await run(args)).stdout).toBe(`${evil}\n`);
});

test.each<[string, Parameters<typeof sse>[0] | number, number]>([
  ['a service that fails', 400, 1],
  ['a key that is refused', 401, 3],
  ['an answer that is cut off', answer('partly').slice(0, 1), 4],
])('%s has an exit code of its own', async (_name, what, code) => {
  await using server = await startScriptedServer();
  server.on({}, typeof what === 'number' ? status(what, { error: { message: 'no' } }) : sse(what));
  await using config = await configFile(localConfig(server.origin));
  const ended = await run(['chat', 'Hi', '--config', config.path, '--root', root, '-m', 'llava']);
  expect(ended).toMatchObject({ code, stderr: expect.stringContaining('local/llava') });
  if (code === 4) expect(ended.stdout).toBe('partly\n');
});

test('Ctrl+C ends a chat', async () => {
  await using server = await startScriptedServer();
  server.on({}, sse(answer('partly').slice(0, 1), { end: false }));
  await using config = await configFile(localConfig(server.origin));
  const controller = new AbortController();
  const running = run(['chat', 'Hi', '--config', config.path, '--root', root, '-m', 'llava'], {
    signal: controller.signal,
  });
  await server.untilRequests(1);
  controller.abort();
  expect(await running).toMatchObject({ code: 130 });
  await server.untilOpen(0);
});
