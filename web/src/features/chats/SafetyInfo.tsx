import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Safety } from '../../e2ee/desk.ts';
import { errorText } from '../../locales/error-text.ts';
import { useClient, useEncryption } from '../../store/hooks.ts';
import { told } from '../../store/told.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { toast } from '../../ui/toasts.ts';
import { useChatName } from './name.ts';

/** Whether a chat is encrypted, and how to be sure with whom. */
export function SafetyInfo({ chat }: { chat: ChatRow }) {
  const { t } = useTranslation('encryption');
  return (
    <section className="info-section">
      <h3>{t('infoTitle')}</h3>
      {chat.mode !== 'e2ee' ? (
        <p className="info-note">{t('serverChat')}</p>
      ) : chat.peer_id === null ? (
        <p className="info-note">{t('mode_e2ee')}</p>
      ) : (
        <SafetyNumber key={chat.peer_id} chat={chat} peer={chat.peer_id} />
      )}
    </section>
  );
}

function SafetyNumber({ chat, peer }: { chat: ChatRow; peer: number }) {
  const { t } = useTranslation('encryption');
  const client = useClient();
  const state = useEncryption();
  const name = useChatName(chat);
  const [safety, setSafety] = useState<Safety | null>(null);
  // A number that somebody is comparing is not exchanged under their eyes.
  const [newer, setNewer] = useState<Safety | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew whenever encryption tells something
  useEffect(() => {
    let late = false;
    void client.service.safety(peer).then((now) => {
      if (late) return;
      setSafety((shown) => (shown && now && shown.number !== now.number ? shown : now));
      setNewer(now);
    });
    return () => {
      late = true;
    };
  }, [client, peer, state]);
  if (!safety) return <p className="info-note">{t('safetyMissing')}</p>;
  // Shown as compared only once that is stored: who closes the page then can rely on it.
  const verify = (verified: boolean) =>
    void told(client.service.verify(peer, safety.number, verified)).then(
      () => setSafety({ ...safety, verified, changed: 'no' }),
      (error: unknown) => toast(errorText(error), { kind: 'error' }),
    );
  return (
    <>
      <p className="info-note">{t('safetyHint', { name })}</p>
      <p className="safety-number" role="img" aria-label={`${t('safetyNumber')} ${safety.number}`}>
        {safety.number.match(/.{5}/g)?.map((group, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups have no other name, and never change their order
          <span key={at}>{group}</span>
        ))}
      </p>
      {newer && newer.number !== safety.number && (
        <div className="info-note" role="alert">
          <p>{t('safetyReplaced')}</p>
          <Button onClick={() => setSafety(newer)}>{t('dismiss')}</Button>
        </div>
      )}
      <QrCode text={safety.code} label={t('qr')} />
      <Check peer={peer} onMatch={() => verify(true)} />
      {safety.changed !== 'no' && <Button onClick={() => verify(false)}>{t('confirmChange')}</Button>}
      <Switch label={t('verified')} checked={safety.verified} onChange={verify} />
      <p className="info-note">{t('peerDevices', { count: safety.devices.length })}</p>
    </>
  );
}

/** Where no camera is at hand, the text of the other one's code can be pasted. */
function Check({ peer, onMatch }: { peer: number; onMatch: () => void }) {
  const { t } = useTranslation('encryption');
  const client = useClient();
  const [code, setCode] = useState('');
  const [same, setSame] = useState<boolean | null>(null);
  const check = async () => {
    const matches = await client.service.matchesCode(peer, code);
    setSame(matches);
    if (matches) onMatch();
  };
  return (
    <>
      <Field
        label={t('scanned')}
        value={code}
        autoComplete="off"
        onChange={({ target }) => setCode(target.value)}
      />
      <Button disabled={code.trim() === ''} onClick={() => void check()}>
        {t('check')}
      </Button>
      {same !== null && <p role="status">{t(same ? 'codeMatches' : 'codeDiffers')}</p>}
    </>
  );
}
