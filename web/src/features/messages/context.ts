import { createContext, useContext } from 'react';
import type { Message } from '../../api/models.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import type { ShownMessage } from './rows.ts';

/** What the parts of a message may need of the conversation around it. */
export interface ConversationParts {
  readonly chat: ChatRow;
  readonly me: number;
  readonly selected: ReadonlySet<number>;
  /** Shows a message, wherever it lies; the place left can be returned to. */
  readonly jump: (seq: number) => void;
  /** Shows the message that another one answers. */
  readonly jumpToId: (id: number) => void;
  readonly menu: (message: ShownMessage, anchor: Element) => void;
  readonly toggle: (message: ShownMessage) => void;
  readonly react: (message: Message, reaction: string) => void;
  readonly view: (message: Message) => void;
  readonly reply: (message: ShownMessage) => void;
}

export const ConversationContext = createContext<ConversationParts | null>(null);

export function useConversation(): ConversationParts {
  const parts = useContext(ConversationContext);
  if (!parts) throw new Error('No conversation above');
  return parts;
}
