import type { ErrorCode } from '../../../src/errors/codes.ts';

/** What a service sends when it fails, and what is to be read in it. */
export interface FailureOfService {
  readonly name: string;
  readonly body: unknown;
  readonly message: string | undefined;
  readonly code?: string | undefined;
  readonly param?: string | undefined;
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  /** How it is judged when it comes with status 200. */
  readonly judged: ErrorCode;
}

/** Transcribed from public documents and reports, made shorter. */
export const failuresOfServices: readonly FailureOfService[] = [
  {
    name: 'OpenAI: an unknown parameter',
    body: {
      error: { message: 'Unknown parameter: x.', type: 'invalid_request_error', param: 'x', code: 'unknown_parameter' },
    },
    message: 'Unknown parameter: x.',
    code: 'unknown_parameter',
    param: 'x',
    judged: 'bad_request',
  },
  {
    name: 'Anthropic: overloaded',
    body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_1' },
    message: 'Overloaded',
    code: 'overloaded_error',
    judged: 'server_error',
  },
  {
    name: 'llama.cpp: the context is full',
    body: { code: 400, message: 'the request exceeds the available context size', type: 'exceed_context_size_error' },
    message: 'the request exceeds the available context size',
    code: 'exceed_context_size_error',
    status: 400,
    judged: 'context_length_exceeded',
  },
  {
    name: 'Zhipu: a bad key under status 200',
    body: { code: 401, msg: 'token expired or incorrect', success: false },
    message: 'token expired or incorrect',
    status: 401,
    judged: 'auth_rejected',
  },
  {
    name: 'Z.AI: a number of its own as the code',
    body: { error: { code: '1113', message: 'Your account is in arrears, please recharge and try again' } },
    message: 'Your account is in arrears, please recharge and try again',
    code: '1113',
    judged: 'quota_exhausted',
  },
  {
    name: 'Volcano Engine: access denied',
    body: {
      ResponseMetadata: { RequestId: 'x', Error: { Code: 'AccessDenied', Message: 'User is not authorized.' } },
    },
    message: 'User is not authorized.',
    code: 'AccessDenied',
    judged: 'permission_denied',
  },
  {
    name: 'MiniMax: a bad key in base_resp',
    body: { id: 'x', choices: null, base_resp: { status_code: 1004, status_msg: 'login fail: check your API key' } },
    message: 'login fail: check your API key',
    code: '1004',
    judged: 'auth_rejected',
  },
  {
    name: 'MiniMax: no balance',
    body: { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
    message: 'insufficient balance',
    code: '1008',
    judged: 'quota_exhausted',
  },
  {
    name: 'Baidu: an access token that has ended',
    body: { error_code: 110, error_msg: 'Access token invalid or no longer valid' },
    message: 'Access token invalid or no longer valid',
    code: '110',
    judged: 'auth_rejected',
  },
  {
    name: 'Baidu: too many requests',
    body: { error_code: 18, error_msg: 'Open api qps request limit reached', id: 'as-1' },
    message: 'Open api qps request limit reached',
    code: '18',
    judged: 'rate_limited',
  },
  {
    name: 'Cloudflare: no such model',
    body: {
      result: null,
      success: false,
      errors: [{ code: 5007, message: 'No such model @cf/x or task' }],
      messages: [],
    },
    message: 'No such model @cf/x or task',
    code: '5007',
    judged: 'bad_request',
  },
  {
    name: 'DeepInfra behind Portkey',
    body: {
      status: 'failure',
      message: 'deepinfra error: not supported for model x',
      error: { message: 'deepinfra error: not supported for model x', type: 'APIError', code: '405' },
      provider: 'deepinfra',
    },
    message: 'deepinfra error: not supported for model x',
    code: 'APIError',
    status: 405,
    judged: 'bad_request',
  },
  {
    name: 'DeepInfra, and FastAPI: detail as an object',
    body: { detail: { error: 'Model is not available' } },
    message: 'Model is not available',
    judged: 'server_error',
  },
  {
    name: 'FastAPI: detail as a list',
    body: {
      detail: [{ type: 'missing', loc: ['body', 'messages'], msg: 'Field required', input: { secret: 'PROMPT' } }],
    },
    message: 'body.messages: Field required',
    code: 'missing',
    param: 'messages',
    judged: 'bad_request',
  },
  {
    name: 'vLLM: object error',
    body: {
      object: 'error',
      message: 'The model `x` does not exist.',
      type: 'NotFoundError',
      param: null,
      code: 404,
    },
    message: 'The model `x` does not exist.',
    code: 'NotFoundError',
    status: 404,
    judged: 'bad_request',
  },
  {
    name: 'Mistral: an object in the place of the message',
    body: {
      object: 'error',
      message: {
        detail: [{ type: 'extra_forbidden', loc: ['body', 'top_k'], msg: 'Extra inputs are not permitted', input: 5 }],
      },
      type: 'invalid_request_error',
      param: null,
      code: null,
    },
    message: 'body.top_k: Extra inputs are not permitted',
    code: 'invalid_request_error',
    param: 'top_k',
    judged: 'bad_request',
  },
  {
    name: 'Mistral: JSON in the text of the message',
    body: {
      object: 'error',
      message: '{"detail":[{"loc":["body","frequency_penalty"],"msg":"Extra inputs are not permitted","input":0.0}]}',
      type: 'internal_error_proxy',
      code: '1000',
    },
    message: 'body.frequency_penalty: Extra inputs are not permitted',
    code: '1000',
    param: 'frequency_penalty',
    judged: 'server_error',
  },
  {
    name: 'Mistral: lists in detail and in message',
    body: {
      object: 'Error',
      detail: [{ type: 'extra_forbidden', loc: ['body', 'tools'], msg: 'Extra inputs are not permitted', input: [] }],
      message: [{ type: 'extra_forbidden', loc: ['body', 'tools'], msg: 'Extra inputs are not permitted', input: [] }],
      type: 'invalid_request_error',
      code: 3001,
    },
    message: 'body.tools: Extra inputs are not permitted',
    code: '3001',
    param: 'tools',
    judged: 'bad_request',
  },
  {
    name: 'OpenRouter: the service behind it, as JSON text',
    body: {
      error: {
        message: 'Provider returned error',
        code: 400,
        metadata: {
          raw: '{"error":{"message":"At most 1 image per prompt.","type":"invalid_request_error","param":"messages"}}',
          provider_name: 'DeepSeek',
          is_byok: false,
        },
      },
      user_id: 'user_1',
    },
    message: 'Provider returned error (DeepSeek: At most 1 image per prompt.)',
    code: 'invalid_request_error',
    param: 'messages',
    status: 400,
    judged: 'bad_request',
  },
  {
    name: 'OpenRouter: the service behind it, as plain text',
    body: {
      error: {
        message: 'Provider returned error',
        code: 429,
        metadata: { raw: 'x/y:free is temporarily rate-limited upstream.', provider_name: 'BaseTen' },
      },
    },
    message: 'Provider returned error (BaseTen: x/y:free is temporarily rate-limited upstream.)',
    status: 429,
    judged: 'rate_limited',
  },
  {
    name: 'OpenRouter: only the name of the service behind it',
    body: { error: { message: 'Provider returned error', code: 502, metadata: { raw: '', provider_name: 'Venice' } } },
    message: 'Provider returned error (Venice)',
    status: 502,
    judged: 'server_error',
  },
  {
    name: 'OpenRouter: a web page of the service behind it',
    body: { error: { message: 'Provider returned error', code: 502, metadata: { raw: '<html>PAGE</html>' } } },
    message: 'Provider returned error',
    status: 502,
    judged: 'server_error',
  },
  {
    name: 'OpenRouter: flagged by a moderation',
    body: {
      error: { code: 403, message: 'Flagged', metadata: { reasons: ['harassment'], flagged_input: 'PROMPT' } },
    },
    message: 'Flagged (harassment)',
    status: 403,
    judged: 'permission_denied',
  },
  {
    name: 'Azure: the content filter',
    body: {
      error: {
        message: 'The response was filtered.',
        type: null,
        param: 'prompt',
        code: 'content_filter',
        status: 400,
        innererror: {
          code: 'ResponsibleAIPolicyViolation',
          content_filter_result: {
            hate: { filtered: true, severity: 'high' },
            violence: { filtered: false, severity: 'safe' },
          },
        },
      },
    },
    message: 'The response was filtered. (hate)',
    code: 'content_filter',
    param: 'prompt',
    status: 400,
    judged: 'bad_request',
  },
  {
    name: 'Azure: a deployment that is not there',
    body: { error: { code: 'DeploymentNotFound', message: 'The API deployment does not exist.' } },
    message: 'The API deployment does not exist.',
    code: 'DeploymentNotFound',
    judged: 'bad_request',
  },
  {
    name: 'Azure: a wrong key, without an error object',
    body: { statusCode: 401, message: 'Unauthorized. Access token is missing, invalid or expired.' },
    message: 'Unauthorized. Access token is missing, invalid or expired.',
    status: 401,
    judged: 'auth_rejected',
  },
  {
    name: 'Google: a list of bodies, with the field',
    body: [
      {
        error: {
          code: 400,
          message: 'Invalid JSON payload received.',
          status: 'INVALID_ARGUMENT',
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.BadRequest',
              fieldViolations: [{ field: 'contents[0].parts', description: 'Unknown name "role".' }],
            },
          ],
        },
      },
    ],
    message: 'Invalid JSON payload received. (contents[0].parts: Unknown name "role".)',
    code: 'INVALID_ARGUMENT',
    param: 'contents[0].parts',
    status: 400,
    judged: 'bad_request',
  },
  {
    name: 'Google: how long to wait',
    body: {
      error: {
        code: 429,
        message: 'You exceeded your current quota.',
        status: 'RESOURCE_EXHAUSTED',
        details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.5s' }],
      },
    },
    message: 'You exceeded your current quota.',
    code: 'RESOURCE_EXHAUSTED',
    status: 429,
    retryAfterMs: 34_500,
    judged: 'rate_limited',
  },
  {
    name: 'Google: a wrong key behind 400',
    body: [
      {
        error: {
          code: 400,
          message: 'API key not valid.',
          status: 'INVALID_ARGUMENT',
          details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'x' }],
        },
      },
    ],
    message: 'API key not valid. (API_KEY_INVALID)',
    code: 'INVALID_ARGUMENT',
    status: 400,
    judged: 'auth_rejected',
  },
  {
    name: 'Google: the older list of errors',
    body: [
      {
        error: {
          code: 400,
          message: 'Request contains an invalid argument.',
          errors: [{ message: 'Request contains an invalid argument.', domain: 'global', reason: 'badRequest' }],
          status: 'INVALID_ARGUMENT',
        },
      },
    ],
    message: 'Request contains an invalid argument.',
    code: 'INVALID_ARGUMENT',
    status: 400,
    judged: 'bad_request',
  },
  {
    name: 'a gateway to Gemini: JSON in the text of the message',
    body: {
      error: {
        message:
          '{\n  "error": {\n    "code": 400,\n    "message": "Request contains an invalid argument.",\n    "status": "INVALID_ARGUMENT"\n  }\n}\n',
        code: 400,
        status: 'Bad Request',
      },
    },
    message: 'Request contains an invalid argument.',
    code: 'INVALID_ARGUMENT',
    status: 400,
    judged: 'bad_request',
  },
  {
    name: 'Ollama: error as text',
    body: { error: "model 'x' not found" },
    message: "model 'x' not found",
    judged: 'bad_request',
  },
  {
    name: 'Bedrock: message alone',
    body: { message: 'The security token included in the request is invalid.' },
    message: 'The security token included in the request is invalid.',
    judged: 'auth_rejected',
  },
  {
    name: 'Bedrock: Message with a capital letter, and a type',
    body: { Message: 'User is not authorized to do that', __type: 'com.amazon.bedrock#AccessDeniedException' },
    message: 'User is not authorized to do that',
    code: 'AccessDeniedException',
    judged: 'permission_denied',
  },
  {
    name: 'LM Studio: the message twice',
    body: { error: { message: 'Compute error.' }, message: 'Compute error.' },
    message: 'Compute error.',
    judged: 'server_error',
  },
  {
    name: 'Text Generation Inference',
    body: { error: 'Model is overloaded', error_type: 'overloaded' },
    message: 'Model is overloaded',
    code: 'overloaded',
    judged: 'server_error',
  },
  {
    name: 'Hugging Face: a list of texts',
    body: { error: ['Error in `parameters.top_p`: must be less than 1'], warnings: ['PROMPT'] },
    message: 'Error in `parameters.top_p`: must be less than 1',
    judged: 'server_error',
  },
  {
    name: 'Groq: what the model wrote is not told',
    body: {
      error: {
        message: 'Failed to generate JSON.',
        type: 'invalid_request_error',
        code: 'json_validate_failed',
        failed_generation: 'PROMPT',
      },
    },
    message: 'Failed to generate JSON.',
    code: 'json_validate_failed',
    judged: 'bad_request',
  },
  {
    name: 'xAI: a sentence as the code',
    body: { code: 'The caller may not do that', error: 'Incorrect API key provided.' },
    message: 'Incorrect API key provided.',
    judged: 'auth_rejected',
  },
  {
    name: 'NVIDIA: problem details',
    body: { status: 400, title: 'Bad Request', detail: 'DEGRADED function cannot be invoked' },
    message: 'DEGRADED function cannot be invoked',
    status: 400,
    judged: 'bad_request',
  },
  {
    name: 'ASP.NET: faults by field',
    body: {
      title: 'One or more validation errors occurred.',
      status: 400,
      errors: { model: ['The model field is required.'] },
    },
    message: 'model: The model field is required.',
    param: 'model',
    status: 400,
    judged: 'bad_request',
  },
  {
    name: 'Fireworks: a fault',
    body: { fault: { faultstring: 'Invalid ApiKey', detail: { errorcode: 'oauth.v2.InvalidApiKey' } } },
    message: 'Invalid ApiKey',
    code: 'oauth.v2.InvalidApiKey',
    judged: 'auth_rejected',
  },
  {
    name: 'watsonx: errors',
    body: {
      errors: [{ code: 'invalid_request_entity', message: 'Missing json field', more_info: 'https://x.test' }],
      trace: 'f26c',
      status_code: 400,
    },
    message: 'Missing json field',
    code: 'invalid_request_entity',
    status: 400,
    judged: 'bad_request',
  },
  {
    name: 'DashScope',
    body: { code: 'InvalidApiKey', message: 'Invalid API-key provided.', request_id: 'fb53' },
    message: 'Invalid API-key provided.',
    code: 'InvalidApiKey',
    judged: 'auth_rejected',
  },
  {
    name: 'SiliconFlow',
    body: { code: 20012, message: 'Model does not exist. Please check it carefully.', data: null },
    message: 'Model does not exist. Please check it carefully.',
    code: '20012',
    judged: 'bad_request',
  },
  {
    name: 'Tencent',
    body: { Response: { Error: { Code: 'AuthFailure.SignatureFailure', Message: 'No valid credentials.' } } },
    message: 'No valid credentials.',
    code: 'AuthFailure.SignatureFailure',
    judged: 'auth_rejected',
  },
  {
    name: 'iFlytek',
    body: { header: { code: 11200, message: 'AppIdNoAuthError: tokens.total', sid: 'cht', status: 2 } },
    message: 'AppIdNoAuthError: tokens.total',
    code: '11200',
    judged: 'server_error',
  },
  {
    name: 'OAuth',
    body: { error: 'invalid_token', error_description: 'The access token has expired.' },
    message: 'The access token has expired.',
    code: 'invalid_token',
    judged: 'auth_rejected',
  },
  {
    name: 'NestJS: a list of messages',
    body: { statusCode: 400, message: ['model must be a string', 'model must not be empty'], error: 'Bad Request' },
    message: 'model must be a string; model must not be empty',
    status: 400,
    judged: 'bad_request',
  },
  {
    name: 'Spring: an empty message',
    body: { timestamp: 1, status: 404, error: 'Not Found', message: '', path: '/v1/chat/completions' },
    message: 'Not Found',
    status: 404,
    judged: 'bad_request',
  },
  {
    name: 'Kong',
    body: { message: 'no Route matched with those values', request_id: '31' },
    message: 'no Route matched with those values',
    judged: 'server_error',
  },
  {
    name: 'Cohere',
    body: { id: 'a', message: 'invalid request: message must be at least 1 token long' },
    message: 'invalid request: message must be at least 1 token long',
    judged: 'bad_request',
  },
];
