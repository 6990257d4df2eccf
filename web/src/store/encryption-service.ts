import type { Wrapping } from '../e2ee/backup.ts';
import type { Surroundings } from '../e2ee/device.ts';
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
    ...memberships(started),
    ownDevices: async () => (await started().secure.desk()).devices(),
    unreadableMessages: async () => (await started().secure.desk()).unreadable(),
    removeDevice: async (device: number) => {
      await (await started().secure.desk()).remove(device);
      started().encryptionChanged('tell');
    },
    backupState: async () => (await backups()).backupState(await started().secure.surroundings()),
    makeBackup: async (wrapping: Wrapping, password: string | null) =>
      (await backups()).makeBackup(await started().secure.surroundings(), wrapping, password),
    restoreBackup: (secret: string) =>
      another(started, async (s) => (await backups()).restoreBackup(s, secret)),
    startOver: (password: string) =>
      another(started, async (s) => (await import('../e2ee/set-up.ts')).startOver(s, password)),
    linkInvite: async () => (await started().secure.joinDesk()).invite(),
    linkDigits: async () => (await started().secure.joinDesk()).digits(),
    linkFinish: () => another(started, async () => (await started().secure.joinDesk()).finish()),
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

/** Makes this browser another device; that is looked at also where a failure came after it has become one. */
async function another(started: () => Engine, work: (s: Surroundings) => Promise<void>): Promise<void> {
  try {
    await work(await started().secure.surroundings());
  } finally {
    started().encryptionChanged('history');
  }
}

/** The signed lists of the members of groups. */
function memberships(started: () => Engine) {
  return {
    signMembers: async (chat: number, wish: Wish, first = false) => {
      await (await started().secure.desk()).signMembers(chat, wish, first);
      started().encryptionChanged('tell');
    },
    offeredMembers: async (chat: number) => (await started().secure.desk()).offeredMembers(chat),
    trustMembersAnew: async (chat: number, name: string) => {
      await (await started().secure.desk()).trustAnew(chat, name);
      started().encryptionChanged('tell');
      started().encryptionChanged('wake');
    },
  };
}

type Methods = Record<string, (...args: never[]) => Promise<unknown>>;

function codedAll<T extends Methods>(methods: T): T {
  const all = Object.entries(methods).map(([name, method]) => [
    name,
    (...args: never[]) => coded(method(...args)),
  ]);
  return Object.fromEntries(all) as T;
}
