import type { Wrapping } from '../e2ee/backup.ts';
import type { Wish } from '../e2ee/groups/chain.ts';
import type { Engine } from './engine.ts';
import { coded } from './told.ts';

const backups = () => import('../e2ee/backup.ts');

/** What a page may ask about encryption; refusals come as their codes, see `told`. */
export function encryptionService(started: () => Engine) {
  return codedAll({
    canEncrypt: async (user: number) => (await started().secure.desk()).canEncrypt(user),
    safety: async (user: number) => (await started().secure.desk()).safety(user),
    verify: async (user: number, number: string, verified: boolean) => {
      await (await started().secure.desk()).verify(user, number, verified);
      started().encryptionChanged('tell');
    },
    matchesCode: async (user: number, code: string) => (await started().secure.desk()).matches(user, code),
    signMembers: async (chat: number, wish: Wish, first = false) => {
      await (await started().secure.desk()).signMembers(chat, wish, first);
      started().encryptionChanged('tell');
    },
    ownDevices: async () => (await started().secure.desk()).devices(),
    unreadableMessages: async () => (await started().secure.desk()).unreadable(),
    removeDevice: async (device: number) => {
      await (await started().secure.desk()).remove(device);
      started().encryptionChanged('tell');
    },
    backupState: async () => (await backups()).backupState(await started().secure.surroundings()),
    makeBackup: async (wrapping: Wrapping, password: string | null) =>
      (await backups()).makeBackup(await started().secure.surroundings(), wrapping, password),
    restoreBackup: async (secret: string) => {
      await (await backups()).restoreBackup(await started().secure.surroundings(), secret);
      started().encryptionChanged('history');
    },
    startOver: async (password: string) => {
      const { startOver } = await import('../e2ee/set-up.ts');
      await startOver(await started().secure.surroundings(), password);
      started().encryptionChanged('history');
    },
    linkInvite: async () => (await started().secure.joinDesk()).invite(),
    linkDigits: async () => (await started().secure.joinDesk()).digits(),
    linkFinish: async () => {
      await (await started().secure.joinDesk()).finish();
      started().encryptionChanged('history');
    },
    linkAdmit: async (code: string) => (await started().secure.joinDesk()).admit(code),
    linkConfirm: async () => {
      await (await started().secure.joinDesk()).confirm();
      started().encryptionChanged('tell');
    },
    linkStop: async () => (await started().secure.joinDesk()).stop(),
    sealedFile: async (ref: string) => (await started().secure.desk()).file(ref),
    dismissAlert: async (id: string) => {
      await (await started().secure.desk()).dismiss(id);
      started().encryptionChanged('tell');
    },
  });
}

type Methods = Record<string, (...args: never[]) => Promise<unknown>>;

function codedAll<T extends Methods>(methods: T): T {
  const all = Object.entries(methods).map(([name, method]) => [
    name,
    (...args: never[]) => coded(method(...args)),
  ]);
  return Object.fromEntries(all) as T;
}
