import { PlugboardError } from '../errors/plugboard-error.ts';

/** A proxy, with its credentials kept apart from what may be shown. */
export interface ProxyAddress {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** Host and port, for messages. */
  readonly shown: string;
  /** Value of `proxy-authorization`. */
  readonly authorization: string | undefined;
}

/** Reads `ClientOptions.proxy`. Throws `config_invalid` for anything but an http or https URL; the message never shows the value. */
export function parseProxy(proxy: string): ProxyAddress {
  const url = URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new PlugboardError('config_invalid', 'The proxy must be a URL such as http://proxy.example:3128.');
  }
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  return {
    secure,
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    shown: `${url.hostname}:${port}`,
    authorization: basicAuthorization(url),
  };
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(credentials).toString('base64')}`;
  } catch {
    throw new PlugboardError('config_invalid', 'The user name or password of the proxy is not valid percent-encoding.');
  }
}
