import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseText } from '../../../lib/text/links.ts';
import type { Piece } from '../../../lib/text/markup.ts';
import { useClient, usePerson } from '../../../store/hooks.ts';

/** A text of a message. Every element is made here: nothing that somebody wrote becomes markup. */
export function MessageText({ text }: { text: string }) {
  const pieces = useMemo(() => parseText(text), [text]);
  return (
    <div className="message-text" dir="auto">
      <Pieces pieces={pieces} />
    </div>
  );
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name, and the text is drawn as a whole
  return pieces.map((piece, index) => <One key={index} piece={piece} />);
}

function One({ piece }: { piece: Piece }) {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'bold':
      return (
        <strong>
          <Pieces pieces={piece.pieces} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Pieces pieces={piece.pieces} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Pieces pieces={piece.pieces} />
        </s>
      );
    case 'quote':
      return (
        <blockquote>
          <Pieces pieces={piece.pieces} />
        </blockquote>
      );
    case 'spoiler':
      return <Spoiler pieces={piece.pieces} />;
    case 'code':
      return <code>{piece.text}</code>;
    case 'block':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard
        <pre tabIndex={0}>
          <code>{piece.text}</code>
        </pre>
      );
    case 'link':
      return (
        <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
          {piece.text}
        </a>
      );
    case 'mention':
      return <Mention user={piece.user} />;
  }
}

function Spoiler({ pieces }: { pieces: readonly Piece[] }) {
  const { t } = useTranslation('messages');
  const [shown, setShown] = useState(false);
  if (shown) return <Pieces pieces={pieces} />;
  return (
    <button type="button" className="spoiler" aria-label={t('showHidden')} onClick={() => setShown(true)}>
      <span aria-hidden="true">
        <Pieces pieces={pieces.map(veiled)} />
      </span>
    </button>
  );
}

/** Nothing hidden can be copied or read before it was asked for. */
function veiled(piece: Piece): Piece {
  return { kind: 'text', text: 'text' in piece ? piece.text.replace(/\S/g, '▒') : '▒▒▒▒' };
}

function Mention({ user }: { user: number }) {
  const { t } = useTranslation('messages');
  const client = useClient();
  const person = usePerson(user);
  return (
    <span className={user === client.me ? 'mention mention-me' : 'mention'}>
      @{person?.name ?? t('somebody')}
    </span>
  );
}
