import { Client, PlugboardError } from '@plugboard/core';
import type { Gateway, GatewayKey } from '@plugboard/gateway';
import type { CommandIo } from '../command-io.ts';
import type { Arguments } from '../read-arguments.ts';
import { describeChanges } from './config-changes.ts';
import { noKeysAnyMore } from './gateway-config.ts';
import { readGatewaySetup, type GatewaySetup } from './gateway-setup.ts';

/** Receivers of messages. */
export interface ReloadNotes {
  /** Called after a file with keys has changed. */
  readonly keys: (message: string) => void;
  /** Called with what has changed, after a new config was accepted. */
  readonly taken: (message: string) => void;
  /** Called with what is wrong with a new config. */
  readonly refused: (message: string) => void;
}

/** Keeps a gateway up to date with its config: keys follow their files, and everything else changes on request. */
export class GatewayReload {
  readonly #gateway: Gateway;
  readonly #args: Arguments;
  readonly #io: CommandIo;
  readonly #notes: ReloadNotes;
  #setup: GatewaySetup;
  /** The client that was created here, if the first one has been replaced. */
  #client: Client | undefined;
  #stopWatching: (() => void) | undefined;
  /** The last reload. Reloads run one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  readonly #closings = new Set<Promise<void>>();

  /** @param setup - The setup of the gateway. */
  constructor(gateway: Gateway, setup: GatewaySetup, args: Arguments, io: CommandIo, notes: ReloadNotes) {
    this.#gateway = gateway;
    this.#setup = setup;
    this.#args = args;
    this.#io = io;
    this.#notes = notes;
  }

  /** Accepts new keys about a second after a file with keys has changed. */
  watchKeys(): void {
    this.#stopWatching?.();
    this.#stopWatching = this.#setup.config.watchKeys((keys) => this.#takeKeys(keys), this.#notes.keys);
  }

  /**
   * Reads the config again, and accepts it if nothing is wrong with it. Answers that are under way keep their client.
   *
   * @returns Whether the config was accepted.
   */
  reload(): Promise<boolean> {
    const reloaded = this.#last.then(() => this.#reload());
    this.#last = reloaded;
    return reloaded;
  }

  /** Stops watching, and closes the clients that were created here. To be called after the gateway was closed. */
  async close(): Promise<void> {
    await this.#last;
    this.#stopWatching?.();
    await Promise.all([this.#client?.close(), ...this.#closings]);
  }

  async #reload(): Promise<boolean> {
    const { config, root } = this.#args;
    let client: Client | undefined;
    try {
      client = new Client({ config, root });
      const setup = await readGatewaySetup(client, this.#args, this.#io);
      if (this.#setup.options.keys !== undefined && setup.options.keys === undefined)
        throw new PlugboardError('config_invalid', `Keys: ${noKeysAnyMore}`);
      this.#take(setup, client);
      return true;
    } catch (error) {
      await client?.close();
      const says = error instanceof Error ? error.message : String(error);
      this.#notes.refused(`The config was read again, and the gateway goes on with the old one. ${says}`);
      return false;
    }
  }

  #take(setup: GatewaySetup, client: Client): void {
    const { drained } = this.#gateway.reconfigure(setup.options);
    const [before, old] = [this.#setup, this.#client];
    this.#setup = setup;
    this.#client = client;
    // Whoever created the first client closes it.
    if (old !== undefined) {
      const closing = drained.then(() => old.close()).finally(() => this.#closings.delete(closing));
      this.#closings.add(closing);
    }
    if (this.#stopWatching !== undefined) this.watchKeys();
    this.#notes.taken(`The config was read again. ${describeChanges(before.parts, setup.parts)}`);
  }

  #takeKeys(keys: readonly GatewayKey[]): void {
    const options = { ...this.#setup.options, keys };
    this.#gateway.reconfigure(options);
    this.#setup = { ...this.#setup, options };
  }
}
