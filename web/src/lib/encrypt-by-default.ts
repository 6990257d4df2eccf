const KEY = 'kocmoc.encrypt';

/** Whether the switch for encryption stands on when a new chat is begun in this browser. */
export function encryptsByDefault(): boolean {
  return localStorage.getItem(KEY) === 'on';
}

export function setEncryptsByDefault(on: boolean): void {
  localStorage.setItem(KEY, on ? 'on' : 'off');
}
