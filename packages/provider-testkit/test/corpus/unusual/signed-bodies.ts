import { createHash, createHmac } from 'node:crypto';
import { PlugboardError, type Call, type Http, type UnsignedRequest } from '@plugboard/core/provider';
import type { UnusualProvider } from '../fault.ts';
import { heronFixtures } from '../wires/heron/fixtures.ts';
import { Heron, heron } from '../wires/heron/heron.ts';

class Unusual extends Heron {
  override open(call: Call): Http {
    const { apiKey } = this.options;
    if (apiKey === undefined) throw new PlugboardError('auth_missing', 'Set HERON_API_KEY, or pass apiKey.');
    const headers = { authorization: `Bearer ${apiKey}` };
    const sign = (request: UnsignedRequest): Promise<Record<string, string>> => this.sign(request, apiKey);
    return call.http.with({ baseUrl: 'https://api.heron.example', headers, sign });
  }

  async sign({ method, url, headers, body }: UnsignedRequest, key: string): Promise<Record<string, string>> {
    const hash = createHash('sha256');
    for await (const piece of body()) hash.update(piece);
    const digest = hash.digest('hex');
    const signed = [...headers.keys()].sort();
    const said = signed.map((name) => `${name}:${headers.get(name) ?? ''}`);
    const text = [method, url.pathname, url.search, ...said, digest].join('\n');
    const signature = createHmac('sha256', key).update(text).digest('hex');
    return { 'x-content-sha256': digest, 'x-signature': `headers=${signed.join(';')} value=${signature}` };
  }
}

export const unusual: UnusualProvider = {
  says: 'Each request is signed over its headers and its body, in which files stand as base64.',
  source: 'AWS Signature Version 4, and services of Tencent and Volcengine that sign in the same way.',
  fixtures: heronFixtures,
  create: () => heron(Unusual),
};
