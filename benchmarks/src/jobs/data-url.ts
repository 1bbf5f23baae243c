import { expectText, type JobInput, type Metrics } from './job.ts';
import { compileParser } from './compile-parser.ts';
import { growthOf } from './measure.ts';

/** Sends one image as a `data:` URL inside the JSON of a chat. Measures the growth of memory in bytes. */
export async function run(input: JobInput): Promise<Metrics> {
  const { path, sha256 } = input.file;
  const module = await input.load();
  await compileParser(module, input.url);
  await module.create(`${input.url}/dataurl`).chatWithImage(input.smallFile.path);
  const client = module.create(`${input.url}/dataurl`);
  return { growth: await growthOf(async () => expectText(await client.chatWithImage(path), sha256)) };
}
