import type { Account } from '../../api/accounts.ts';
import { ApiError, networkError } from '../../api/error.ts';

/** Fetches everything of the account as a ZIP and hands it to the browser's downloads. */
export async function exportAccount({ id, token }: Account): Promise<void> {
  const response = await fetch('/api/account/export', {
    headers: { authorization: `Bearer ${token}` },
  }).catch((cause: unknown) => {
    throw networkError(cause);
  });
  if (!response.ok) throw new ApiError(response.status, 'internal', 'export');
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `kocmoc-${id}-${new Date().toISOString().slice(0, 10)}.zip`;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
