import { errorText } from '../../locales/error-text.ts';
import { toast } from '../../ui/toasts.ts';

/** Whether what was to be sent is kept now; says where it is not, as on a full disk. */
export async function accepted(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    toast(errorText(error), { kind: 'error' });
    return false;
  }
}
