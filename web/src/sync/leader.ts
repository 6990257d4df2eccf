/** Runs `lead` in at most one of all tabs that ask for the same name; another follows when that one goes. */
export function leadWhenAlone(name: string, lead: () => Promise<void>, signal: AbortSignal): void {
  navigator.locks
    .request(name, { signal }, async () => {
      const over = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await lead();
      await over;
    })
    .catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
}
