import { expect, test } from 'vitest';
import { uploadedUrlFrom } from '../../src/web/upload.ts';
import { fakeService } from '../fake-call.ts';

const { http } = fakeService({});
const url = 'https://files.invalid/auth0|662a/vlm/a-_b==';

test.each([
  [{ media_url: url }],
  [{ image_url: url }],
  [{ url }],
  [{ media_url: null, image_url: url }],
  [{ media_url: url, image_url: 'https://other.invalid/' }],
])('the address in %j is passed on byte for byte', (body) => {
  expect(uploadedUrlFrom(body, http)).toBe(url);
});

test.each([
  [{}, 'contains no address'],
  [null, 'is not a JSON object'],
  [[], 'is not a JSON object'],
  [{ media_url: 7, image_url: url }, 'not a string'],
  [{ media_url: '' }, 'not an absolute'],
  [{ media_url: '/relative' }, 'not an absolute'],
  [{ media_url: 'javascript:alert(1)' }, 'not an absolute'],
  [{ media_url: 'data:image/png;base64,AA==' }, 'not an absolute'],
  [{ media_url: 'https://a.invalid/ b' }, 'not an absolute'],
  [{ media_url: 'https://a.invalid/\u0000' }, 'not an absolute'],
])('the answer %j is a protocol error', (body, message) => {
  expect(() => uploadedUrlFrom(body, http)).toThrow(
    expect.objectContaining({ code: 'protocol_error', phase: 'upload', message: expect.stringContaining(message) }),
  );
});

test.each([[{ error: 'too strange' }], [{ detail: [{ msg: 'too strange' }] }]])(
  'the error %j is judged as one',
  (body) => {
    expect(() => uploadedUrlFrom(body, http)).toThrow(
      expect.objectContaining({ code: 'server_error', phase: 'upload' }),
    );
  },
);
