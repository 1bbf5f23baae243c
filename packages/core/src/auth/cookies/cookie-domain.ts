import { domainToASCII } from 'node:url';
import type { CookieRecord } from './cookie-record.ts';

/** Reads `.Chat.Example`, `chat.example` or `https://chat.example/`; a leading dot means "and the hosts below". */
export function readDomain(text: string): { readonly domain: string; readonly dotted: boolean } {
  const host = text
    .trim()
    .replace(/^[a-z]+:\/\/([^/]*).*$/i, '$1')
    .replace(/^([^:]*):\d+$/, '$1')
    .replace(/^\[(.*)\]$/, '$1');
  const dotted = host.startsWith('.');
  const bare = (dotted ? host.slice(1) : host).toLowerCase();
  return { domain: /^[\x21-\x7e]*$/.test(bare) ? bare : domainToASCII(bare) || bare, dotted };
}

/** The host of a URL as cookies write it: without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Whether a cookie goes to a host: its own, or one below its domain. Look-alikes and hosts above do not match. */
export function belongsTo(cookie: Pick<CookieRecord, 'domain' | 'hostOnly'>, host: string): boolean {
  if (cookie.domain === host) return true;
  return !cookie.hostOnly && !isAddress(host) && cookie.domain !== '' && host.endsWith(`.${cookie.domain}`);
}

/** Whether a text names a host whose cookies never go to `host`. What names no host may be anything. */
export function isElsewhere(domain: string, host: string): boolean {
  const isHost = isAddress(domain) || domain === 'localhost' || /^(?:[\w-]+\.)+[a-z\d-]+$/.test(domain);
  return isHost && domain !== host && !host.endsWith(`.${domain}`);
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+(\.\d+){3}$/.test(host);
}
