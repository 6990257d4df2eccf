import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { type Account, forgetAccount } from '../../api/accounts.ts';
import { http } from '../../api/current.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { useAction } from '../../ui/useAction.ts';
import { useChange } from '../../ui/useChange.ts';
import { ActionForm } from './ActionForm.tsx';
import { exportAccount } from './export.ts';
import { Group } from './Group.tsx';
import { Password } from './Password.tsx';

/** Taking everything along, and leaving for good. */
export function Data({ account }: { account: Account }) {
  const { t } = useTranslation('settings');
  const change = useChange();
  const [asking, setAsking] = useState(false);
  const [exporting, setExporting] = useState(false);
  const take = async () => {
    setExporting(true);
    await change(() => exportAccount(account));
    setExporting(false);
  };
  return (
    <>
      <Group title={t('data.export')} hint={t('data.exportHint')}>
        <Button icon={Download} busy={exporting} onClick={() => void take()}>
          {t('data.exportNow')}
        </Button>
      </Group>
      <Group title={t('data.delete')} hint={t('data.deleteHint')}>
        <Button variant="danger" onClick={() => setAsking(true)}>
          {t('data.deleteNow')}
        </Button>
      </Group>
      {asking && <DeleteAccount account={account} onClose={() => setAsking(false)} />}
    </>
  );
}

function DeleteAccount({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const [, go] = useLocation();
  const [password, setPassword] = useState('');
  const [totp, setTotp] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const action = useAction(async () => {
    try {
      await http.delete('/api/account', { body: { password, ...(totp ? { totp } : {}) } });
      forgetAccount(account.id);
      go('/');
    } catch (failure) {
      if (failure instanceof Error && 'code' in failure && failure.code === 'second_factor_missing')
        setNeedsCode(true);
      throw failure;
    }
  });
  return (
    <Dialog title={t('settings:data.delete')} closeLabel={t('common:close')} onClose={onClose} size="s">
      <p>{t('settings:data.deleteText', { name: account.name })}</p>
      <ActionForm
        action={action}
        submitLabel={t('settings:data.deleteYes')}
        danger
        onSubmit={() => void action.run()}
      >
        <Password label={t('settings:security.currentPassword')} value={password} onChange={setPassword} />
        {needsCode && (
          <Field
            label={t('settings:security.totpCode')}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            value={totp}
            onChange={(event) => setTotp(event.target.value)}
          />
        )}
      </ActionForm>
    </Dialog>
  );
}
