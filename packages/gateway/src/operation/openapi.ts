import type { Route } from '../routes/route.ts';

type Json = Readonly<Record<string, unknown>>;

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type', 'param', 'code'],
      properties: {
        message: { type: 'string' },
        type: { type: 'string' },
        param: { type: ['string', 'null'] },
        code: { type: 'string' },
      },
    },
  },
};

const modelSchema = object(['id', 'object', 'created', 'owned_by'], {
  id: { type: 'string' },
  object: { const: 'model' },
  created: { type: 'integer' },
  owned_by: { type: 'string', description: 'The instance that has it.' },
  input: { type: ['array', 'null'], items: { type: 'string' }, description: 'Kinds of files; null: unknown.' },
  alias_of: {
    type: 'array',
    items: { type: 'string' },
    description: 'For an alias of the config: the models behind it, in the order in which they are asked.',
  },
});

const fileSchema = object(['id', 'object', 'bytes', 'created_at', 'expires_at', 'filename', 'purpose'], {
  id: { type: 'string' },
  object: { const: 'file' },
  bytes: { type: 'integer' },
  created_at: { type: 'integer' },
  expires_at: { type: 'integer' },
  filename: { type: 'string' },
  purpose: { type: 'string' },
  status: { type: 'string' },
});

const schemas = {
  Error: errorSchema,
  Model: modelSchema,
  ModelList: object(['object', 'data'], { object: { const: 'list' }, data: { type: 'array', items: ref('Model') } }),
  File: fileSchema,
  DeletedFile: object(['id', 'object', 'deleted'], {
    id: { type: 'string' },
    object: { const: 'file' },
    deleted: { const: true },
  }),
  Status: object(['status'], { status: { type: 'string' } }),
  ChatRequest: {
    ...object(['model', 'messages'], {
      model: { type: 'string' },
      messages: { type: 'array', items: { type: 'object' } },
      stream: { type: ['boolean', 'null'] },
      provider: { type: 'string', description: 'The instance to ask.' },
      provider_options: { type: 'object' },
    }),
    description: "A chat completion request in OpenAI's shape.",
  },
  ChatCompletion: object(['id', 'object', 'created', 'model', 'choices'], {
    id: { type: 'string' },
    object: { const: 'chat.completion' },
    created: { type: 'integer' },
    model: { type: 'string' },
    choices: { type: 'array', items: { type: 'object' } },
    usage: { type: 'object' },
    provider: { type: 'string' },
    warnings: { type: 'array', items: { type: 'string' } },
  }),
  Upload: object(['file'], {
    file: { type: 'string', format: 'binary' },
    purpose: { type: 'string', default: 'user_data' },
  }),
} as const;

/** The description of an operation, besides what its route says. */
interface Operation {
  readonly summary: string;
  readonly body?: keyof typeof schemas | undefined;
  /** The schema of the reply in JSON. */
  readonly answer?: keyof typeof schemas | undefined;
  /** Other media types of the reply. */
  readonly types?: readonly string[] | undefined;
}

const operations: Readonly<Record<string, Operation>> = {
  'POST /v1/chat/completions': {
    summary: 'A chat, as JSON or as server-sent events.',
    body: 'ChatRequest',
    answer: 'ChatCompletion',
    types: ['text/event-stream'],
  },
  'GET /v1/models': { summary: 'The models. With live=true the services are asked.', answer: 'ModelList' },
  'GET /v1/models/{id}': { summary: 'One model.', answer: 'Model' },
  'POST /v1/files': { summary: 'Keeps a file for an hour.', body: 'Upload', answer: 'File' },
  'GET /v1/files/{id}': { summary: 'A file that this key uploaded.', answer: 'File' },
  'DELETE /v1/files/{id}': { summary: 'Removes a file.', answer: 'DeletedFile' },
  'GET /health': { summary: 'The process runs.', answer: 'Status' },
  'GET /ready': { summary: 'The config can be loaded.', answer: 'Status' },
  'GET /metrics': { summary: 'Metrics for Prometheus.', types: ['text/plain'] },
  'GET /openapi.json': { summary: 'This document.', types: ['application/json'] },
};

/** Describes what the gateway serves, in OpenAPI 3.1. The routes provide paths, methods, and whether a key is needed. */
export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = describe(route);
  return {
    openapi: '3.1.0',
    info: { title: 'Plugboard gateway', version: '1', description: 'An OpenAI-compatible server.' },
    paths,
    components: { schemas, securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  };
}

function describe({ method, path, needsKey, accepts }: Route): Json {
  const { summary = '', body, answer, types = [] } = operations[`${method} ${path}`] ?? {};
  const content = {
    ...(answer !== undefined && { 'application/json': { schema: ref(answer) } }),
    ...Object.fromEntries(types.map((type) => [type, { schema: {} }])),
  };
  return {
    summary,
    ...(path.endsWith('{id}') && {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
    }),
    ...(path === '/v1/models' && { parameters: [{ name: 'live', in: 'query', schema: { type: 'boolean' } }] }),
    ...(body !== undefined &&
      accepts !== undefined && { requestBody: { required: true, content: { [accepts]: { schema: ref(body) } } } }),
    responses: {
      200: { description: summary, content },
      default: { description: 'A failure.', content: { 'application/json': { schema: ref('Error') } } },
    },
    // A gateway without keys needs none.
    security: needsKey ? [{}, { key: [] }] : [],
  };
}

function object(required: readonly string[], properties: Json): Json {
  return { type: 'object', required, properties };
}

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}
