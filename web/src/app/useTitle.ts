import { useEffect } from 'react';

interface Badged {
  setAppBadge?: (count: number) => Promise<void>;
  clearAppBadge?: () => Promise<void>;
}

/** Tells how much is unread in the title of the tab and on the icon of the installed client. */
export function useTitle(unread: number): void {
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) KOCMOC` : 'KOCMOC';
    const device = navigator as Badged;
    const change = unread > 0 ? device.setAppBadge?.(unread) : device.clearAppBadge?.();
    change?.catch(() => undefined);
  }, [unread]);
}
