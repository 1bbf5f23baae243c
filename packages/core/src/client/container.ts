/** The part of a tsyringe container that Plugboard uses; tsyringe's `container` fits. */
export interface Container {
  createChildContainer(): Container;
  isRegistered(token: symbol, recursive?: boolean): boolean;
  resolve<T>(token: symbol): T;
}
