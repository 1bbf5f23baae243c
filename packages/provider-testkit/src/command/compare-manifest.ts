import { isDeepStrictEqual } from 'node:util';
import type { AnyDefinition } from '../conformance/stage/probe.ts';
import type { Fields } from '../fixtures/shape.ts';

/** The differences between the field `plugboard` of a package.json and its plugin. Routing relies on the field. */
export function compareManifest(definition: AnyDefinition, manifest: Fields | undefined): readonly string[] {
  if (manifest === undefined) {
    return ['The package.json has no field "plugboard", so the package is not discovered when it is installed.'];
  }
  const problems: string[] = [];
  if (manifest['apiVersion'] !== 1) problems.push('"plugboard.apiVersion" must be 1.');
  if (manifest['id'] !== definition.id) {
    problems.push(
      `"plugboard.id" is ${JSON.stringify(manifest['id'])}, the plugin's id is ${JSON.stringify(definition.id)}.`,
    );
  }
  const models: unknown = JSON.parse(JSON.stringify(definition.models));
  if (!isDeepStrictEqual(manifest['models'], models)) {
    problems.push(`"plugboard.models" differs from the plugin's models. Write: "models": ${JSON.stringify(models)}`);
  }
  return problems;
}
