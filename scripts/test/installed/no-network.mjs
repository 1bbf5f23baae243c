// Loaded before a program: whatever it connects to must be this computer, and no name is looked up.
import dns from 'node:dns';
import { Socket } from 'node:net';
import { syncBuiltinESMExports } from 'node:module';

const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/;
const connect = Socket.prototype.connect;

/** @param {readonly unknown[]} input */
function hostOf(input) {
  const [first, second] = Array.isArray(input[0]) ? input[0] : input;
  if (typeof first === 'object' && first !== null)
    return 'path' in first && first.path ? undefined : Reflect.get(first, 'host');
  return typeof first === 'number' && typeof second === 'string' ? second : undefined;
}

/** @param {string} host */
function refusal(host) {
  return Object.assign(new Error(`There is no network: ${host}`), { code: 'ENETUNREACH' });
}

/**
 * @this {Socket}
 * @param {unknown[]} input
 */
function guarded(...input) {
  const host = hostOf(input) ?? 'localhost';
  if (typeof host === 'string' && loopback.test(host)) return Reflect.apply(connect, this, input);
  process.nextTick(() => this.destroy(refusal(String(host))));
  return this;
}
Reflect.set(Socket.prototype, 'connect', guarded);

const { lookup } = dns;
Reflect.set(dns, 'lookup', (/** @type {string} */ host, /** @type {unknown[]} */ ...rest) => {
  if (loopback.test(host)) return Reflect.apply(lookup, dns, [host, ...rest]);
  const callback = rest.at(-1);
  if (typeof callback === 'function') process.nextTick(callback, refusal(host));
});
Reflect.set(dns.promises, 'lookup', async (/** @type {string} */ host) => {
  throw refusal(host);
});
syncBuiltinESMExports();
