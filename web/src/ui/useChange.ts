import { useTranslation } from 'react-i18next';
import { errorText } from '../locales/error-text.ts';
import { toast } from './toasts.ts';

/** Runs a change that happens at once; a failure is told with the offer to try again. */
export function useChange(): (work: () => Promise<unknown>, done?: string) => Promise<boolean> {
  const { t } = useTranslation('common');
  return async function change(work, done) {
    try {
      await work();
      if (done) toast(done, { kind: 'success' });
      return true;
    } catch (failure) {
      const again = { label: t('retry'), run: () => void change(work, done) };
      toast(errorText(failure), { kind: 'error', action: again });
      return false;
    }
  };
}
