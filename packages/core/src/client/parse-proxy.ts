import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ProxyAddress } from '../http/socket/connection.ts';

/**
 * Reads the URL of a proxy. Throws `config_invalid` for anything but an http or https URL; the message never shows the value.
 *
 * @param name - Where it was given, for messages: `proxy` or `PLUGBOARD_PROXY`.
 */
export function parseProxy(proxy: unknown, name: string): ProxyAddress {
  const url = typeof proxy === 'string' && URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new PlugboardError('config_invalid', `${name} must be a URL such as http://proxy.example:3128.`);
  }
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  return {
    secure,
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    shown: `${url.hostname}:${port}`,
    authorization: basicAuthorization(url, name),
  };
}

function basicAuthorization({ username, password }: URL, name: string): string | undefined {
  if (username === '' && password === '') return undefined;
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(credentials).toString('base64')}`;
  } catch {
    throw new PlugboardError('config_invalid', `The user name or password in ${name} is not valid percent-encoding.`);
  }
}
