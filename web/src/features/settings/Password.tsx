import { useTranslation } from 'react-i18next';
import { PasswordField } from '../../ui/Field.tsx';

interface PasswordProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** It is being chosen rather than asked for. */
  fresh?: boolean;
}

/** A password of the account. */
export function Password({ label, value, onChange, fresh = false }: PasswordProps) {
  const { t } = useTranslation('common');
  return (
    <PasswordField
      label={label}
      showLabel={t('showPassword')}
      hideLabel={t('hidePassword')}
      autoComplete={fresh ? 'new-password' : 'current-password'}
      {...(fresh ? { minLength: 6 } : {})}
      required
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
