import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SendState } from '../rows.ts';

const ICONS = { waiting: Clock, failed: CircleAlert, sent: Check, delivered: CheckCheck, read: CheckCheck };

/** How far an own message has come. */
export function Ticks({ state }: { state: SendState }) {
  const { t } = useTranslation('messages');
  const Icon = ICONS[state];
  return <Icon className={`ticks ticks-${state}`} role="img" aria-label={t(`state_${state}`)} />;
}
