import { Composer } from '../features/composer/Composer.tsx';
import { Conversation } from '../features/messages/Conversation.tsx';

interface OpenChatProps {
  readonly chat: number;
  readonly at: number | null;
  readonly onBack: () => void;
}

/** A chat's messages, and the field to write in below them. */
export function OpenChat({ chat, at, onBack }: OpenChatProps) {
  return <Conversation chat={chat} at={at} onBack={onBack} composer={<Composer chat={chat} />} />;
}
