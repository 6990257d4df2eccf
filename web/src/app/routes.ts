/** What a path of the client shows: its column beside the list, and which column a phone shows. */
export interface Place {
  readonly area: 'chats' | 'settings' | 'admin';
  /** The id of the open chat. */
  readonly chat: number | null;
  /** Whether the details of the chat are open. */
  readonly info: boolean;
  /** The open section of the settings or of the administration. */
  readonly section: string | null;
}

const NOWHERE: Place = { area: 'chats', chat: null, info: false, section: null };

/** The code of an invitation into a group that a path holds. */
export function invitationOf(path: string): string | null {
  return /^\/join\/([\w-]+)\/?$/.exec(path)?.[1] ?? null;
}

/** Reads a path; `null` if there is no such place. */
export function placeOf(path: string): Place | null {
  const [area = '', first = null, second = null, ...rest] = path.split('/').filter((piece) => piece !== '');
  if (rest.length > 0) return null;
  if (area === '') return NOWHERE;
  if (area === 'settings' || area === 'admin') {
    return second === null ? { ...NOWHERE, area, section: first } : null;
  }
  if (area !== 'chat' || first === null || !/^\d+$/.test(first)) return null;
  if (second !== null && second !== 'info') return null;
  return { ...NOWHERE, chat: Number(first), info: second === 'info' };
}
