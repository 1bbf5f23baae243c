import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { checkSession, sessionExpiry, sessionIn } from '../../src/web/session-cookie.ts';
import { fakeSession } from '../fake-call.ts';

const now = Date.parse('2026-01-02T03:04:05Z');
const good = fakeSession(now + 1000);
const over = fakeSession(Date.parse('2026-01-01T00:00:00Z'));

function outcome(header: string | undefined): unknown {
  try {
    checkSession(header, 'chat.reka.ai', now);
    return 'good';
  } catch (error) {
    return error;
  }
}

test.each([
  ['a session that has not ended', `appSession=${good}`],
  ['a session among other cookies', `a=b; appSession=${good}; appSession.legacy=x`],
  ['a session without a readable end', 'appSession=opaque'],
  ['pieces in any order', `appSession.1=${good.slice(110)}; appSession.0=${good.slice(0, 110)}`],
  ['a whole session beside old pieces', `appSession.0=${over}; appSession=${good}`],
])('%s is good', (_name, header) => {
  expect(outcome(header)).toBe('good');
});

test('the first piece of a cut session says when it ends', () => {
  expect(outcome(`appSession.1=tail; appSession.0=${over.slice(0, 110)}`)).toMatchObject({ code: 'auth_expired' });
});

test('a session that has ended is refused before any request, with its time', () => {
  const error = outcome(`appSession=${over}`);
  expect(error).toMatchObject({
    code: 'auth_expired',
    message: expect.stringContaining('expired on 2026-01-01T00:00:00.000Z'),
  });
  expect(inspect(error)).not.toContain(over.slice(0, 20));
});

test.each([undefined, '', 'other=1', 'appSession.legacy=x; xappSession=y'])(
  'without a session nothing is sent, and the host is named: %s',
  (header) => {
    expect(outcome(header)).toMatchObject({
      code: 'auth_missing',
      message: expect.stringMatching(/chat\.reka\.ai is gone, because the service has ended it/),
    });
  },
);

test('a session can be compared, whole or in pieces, in any order and beside other cookies', () => {
  expect(sessionIn('other=1')).toBeUndefined();
  expect(sessionIn('appSession=a=b; other=1')).toBe(sessionIn('other=2; appSession=a=b'));
  expect(sessionIn('appSession.1=b; appSession.0=a')).toBe(sessionIn('appSession.0=a; appSession.1=b'));
  expect(sessionIn('appSession=a')).not.toBe(sessionIn('appSession=b'));
});

const head = (value: string): string => `${Buffer.from(value).toString('base64url')}..a.b.c`;

test.each([
  ['opaque', undefined],
  ['*.x.y.z.w', undefined],
  [head('no json'), undefined],
  [head('[]'), undefined],
  [head('{"exp":"soon"}'), undefined],
  [head('{"exp":-1}'), undefined],
  [head('{"exp":1e20}'), undefined],
  [head('{"exp":1716007922}'), 1_716_007_922_000],
])('the end of the session %s is %s', (session, expected) => {
  expect(sessionExpiry(session)).toBe(expected);
});
