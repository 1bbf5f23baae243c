import type { Client, CredentialDiagnosis, Diagnosis, ProviderDiagnosis } from '@plugboard/core';
import type { CommandIo } from '../command-io.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Arguments } from '../read-arguments.ts';
import { writeJson, writeText } from '../write-text.ts';

/** `plugboard doctor`. Succeeds if there is a provider, and if every provider can be used. */
export async function doctor(client: Client, { json }: Arguments, io: CommandIo): Promise<number> {
  const diagnosis = await client.diagnose();
  const { providers, problems } = diagnosis;
  const healthy =
    providers.length > 0 && problems.length === 0 && providers.every(({ failure }) => failure === undefined);
  if (json) writeJson(io.stdout, { healthy, ...diagnosis });
  else writeText(io.stdout, report(diagnosis, healthy));
  return healthy ? exitCodes.fine : exitCodes.setup;
}

function report({ config, manifest, providers, problems }: Diagnosis, healthy: boolean): string {
  const lines = [
    `Config: ${config ?? 'none'}`,
    `Providers are searched for in: ${manifest ?? 'nothing (there is no package.json)'}`,
    ...providers.flatMap((provider) => ['', ...describe(provider)]),
    ...problems.flatMap(({ plugin, message }) => ['', `FAULT ${plugin}`, `  ${message}`]),
    '',
    conclusion(providers, healthy),
  ];
  return `${lines.join('\n')}\n`;
}

function describe({ id, source, models, failure, credentials }: ProviderDiagnosis): readonly string[] {
  const fromEnvironment = credentials.filter(({ from }) => from === 'environment');
  const none = fromEnvironment.length > 0 && credentials.every(({ state }) => state === 'missing' || state === 'empty');
  return [
    `${failure === undefined ? 'OK   ' : 'FAULT'} ${id} (${source})`,
    ...(failure === undefined ? [] : [`  ${failure.code}: ${failure.message}`]),
    `  models: ${models.map((model) => model.id).join(', ') || `none declared; write ${id}/<model>`}`,
    ...credentials.map((credential) => `  ${describeCredential(credential)}`),
    ...(none && failure === undefined ? ['  None of these is set, so it has no credential.'] : []),
  ];
}

function describeCredential({ option, from, name, state }: CredentialDiagnosis): string {
  const place = name ?? (from === 'code' ? 'given in code' : 'given in the config');
  const why = state === 'unused' ? 'set but not used, because code or config gives the options' : state;
  return `${option}: ${place}${name === undefined ? '' : `, ${why}`}`;
}

function conclusion(providers: readonly ProviderDiagnosis[], healthy: boolean): string {
  if (providers.length === 0) {
    return 'No provider is set up. Install one, such as @plugboard/provider-reka or @plugboard/provider-openai, or name one in a config.';
  }
  return healthy ? 'No problems found.' : 'Something needs attention: see FAULT above.';
}
