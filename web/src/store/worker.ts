import { expose } from 'comlink';
import type { Session } from '../api/session.ts';
import type { Change } from './changes.ts';
import { encryptionService } from './encryption-service.ts';
import { Engine } from './engine.ts';
import { coded } from './told.ts';

let engine: Engine | null = null;
let over = false;

/** What a page may ask of its worker. Everything else follows from {@link Change}s. */
const service = {
  async begin(session: Session, tell: (changes: readonly Change[]) => void) {
    engine?.stop();
    engine = new Engine(session, tell);
    return engine.start();
  },
  stop() {
    over = true;
    engine?.stop();
  },
  forget() {
    over = true;
    return started().forget();
  },
  slice: (...args: Parameters<Engine['slice']>) => started().slice(...args),
  held: (...args: Parameters<Engine['held']>) => started().held(...args),
  messagesById: (...args: Parameters<Engine['messagesById']>) => started().messagesById(...args),
  search: (...args: Parameters<Engine['search']>) => started().search(...args),
  send: (...args: Parameters<Engine['send']>) => started().send(...args),
  forward: (...args: Parameters<Engine['forward']>) => coded(started().forward(...args)),
  edit: (...args: Parameters<Engine['edit']>) => started().edit(...args),
  delete: (...args: Parameters<Engine['delete']>) => started().delete(...args),
  react: (...args: Parameters<Engine['react']>) => started().react(...args),
  retry: (...args: Parameters<Engine['retry']>) => started().retry(...args),
  cancel: (...args: Parameters<Engine['cancel']>) => started().cancel(...args),
  read: (...args: Parameters<Engine['read']>) => started().read(...args),
  settings: (...args: Parameters<Engine['settings']>) => started().settings(...args),
  draft: (...args: Parameters<Engine['draft']>) => started().draft(...args),
  typing: (...args: Parameters<Engine['typing']>) => started().typing(...args),
  refresh: (...args: Parameters<Engine['refresh']>) => started().refresh(...args),
  kick: () => started().kick(),
  ...encryptionService(started),
  pinEncrypted: (chat: number, peer: number | null) => coded(started().secure.pin(chat, peer)),
};

export type Service = typeof service;

function started(): Engine {
  if (!engine) throw new Error('No account has begun');
  return engine;
}

/** What is under way when the account ends has nobody to answer to any more: this worker ends with it. */
function unlessOver(method: (...args: never[]) => unknown) {
  return async (...args: never[]) => {
    try {
      return await method(...args);
    } catch (error) {
      if (over) return new Promise(() => undefined);
      throw error;
    }
  };
}

// Nor has what nobody waits for.
self.addEventListener('unhandledrejection', (event) => {
  if (over) event.preventDefault();
});

const { stop, forget, ...others } = service;
const answering = Object.entries(others).map(([name, method]) => [name, unlessOver(method)]);
expose({ stop, forget, ...Object.fromEntries(answering) });
