import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  #uploading: Promise<MediaReference> | undefined;

  override upload(media: Media, call: Call): Promise<MediaReference> {
    this.#uploading ??= super.upload(media, call).finally(() => {
      this.#uploading = undefined;
    });
    return this.#uploading;
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'While a file is uploaded, others wait for the same promise, and get its reference for their own file.',
  source: 'reviewed; of the kind of huggingface/huggingface.js#2494, where a promise in flight is shared.',
  namedBy: ['isolation/interleaved', 'isolation/fifty-calls', 'media/several'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
