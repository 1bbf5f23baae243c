import type { Call, Http } from '@plugboard/core/provider';
import type { UnusualProvider } from '../fault.ts';
import { craneFixtures } from '../wires/crane/fixtures.ts';
import { Crane, crane } from '../wires/crane/crane.ts';

class Unusual extends Crane {
  override open(call: Call): Http {
    const { apiKey = '' } = this.options;
    super.open(call);
    const key = `${this.host.random().toString(36).slice(2)}-${this.host.now()}`;
    const headers = { 'x-api-key': apiKey, 'crane-version': '2026-10-21', 'idempotency-key': key };
    return call.http.with({ baseUrl: 'https://api.crane.example', headers });
  }
}

export const unusual: UnusualProvider = {
  says: 'Each call has a key of its own in its headers, so that the service takes it once.',
  source: 'The draft of the IETF for Idempotency-Key, and services that take payments.',
  fixtures: craneFixtures,
  create: () => crane(Unusual),
};
