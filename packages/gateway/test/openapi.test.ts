import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { routes } from '../src/routes/routes.ts';
import { ask, openGateway, say } from './open-gateway.ts';

interface Operation {
  readonly summary: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: AnySchema }>> }>
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

test('openapi.json has every route, and what the handlers answer is what it says', async () => {
  const { url } = await openGateway(() => say('Hi.'));
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  const documented = Object.entries(document.paths).flatMap(([path, all]) =>
    Object.keys(all).map((method) => `${method} ${path}`),
  );
  expect(documented.toSorted()).toEqual(routes.map(({ method, path }) => `${method.toLowerCase()} ${path}`).toSorted());
  for (const { method, path, accepts } of routes) {
    const { summary, requestBody } = document.paths[path]?.[method.toLowerCase()] ?? {};
    expect(summary).not.toBe('');
    expect(Object.keys(requestBody?.content ?? {})).toEqual(accepts === undefined ? [] : [accepts]);
  }
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: 'api', ...document });
  const judge = async (method: string, path: string, response: Response): Promise<void> => {
    const answer = response.ok ? '200' : 'default';
    const type = response.headers.get('content-type')?.split(';', 1)[0] ?? '';
    const content = document.paths[path]?.[method]?.responses[answer]?.content ?? {};
    expect(Object.keys(content), `${method} ${path}`).toContain(type);
    if (type !== 'application/json') return void (await response.text());
    const schema = JSON.parse(JSON.stringify(content[type]?.schema ?? {}).replaceAll('"#/', '"api#/'));
    const isValid = ajv.validate(schema, await response.json());
    expect([path, isValid, ajv.errorsText()]).toEqual([path, true, 'No errors']);
  };
  const form = new FormData();
  form.set('file', new Blob(['%PDF-1.4 fake'], { type: 'application/pdf' }), 'a.pdf');
  const uploaded = await fetch(`${url}/v1/files`, { method: 'POST', body: form });
  const { id } = (await uploaded.clone().json()) as { readonly id: string };
  await judge('post', '/v1/files', uploaded);
  await judge('get', '/v1/files/{id}', await fetch(`${url}/v1/files/${id}`));
  await judge('delete', '/v1/files/{id}', await fetch(`${url}/v1/files/${id}`, { method: 'DELETE' }));
  await judge('get', '/v1/files/{id}', await fetch(`${url}/v1/files/${id}`));
  await judge('post', '/v1/chat/completions', await ask(url));
  await judge(
    'post',
    '/v1/chat/completions',
    await ask(url, { model: 'echo', messages: [{ role: 'user', content: 'Hi' }], stream: true }),
  );
  await judge('post', '/v1/chat/completions', await ask(url, {}));
  await judge('get', '/v1/models/{id}', await fetch(`${url}/v1/models/echo`));
  for (const path of ['/v1/models', '/health', '/ready', '/metrics', '/openapi.json'])
    await judge('get', path, await fetch(url + path));
});
