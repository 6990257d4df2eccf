import { CloudOff } from 'lucide-react';
import { Button } from './Button.tsx';
import { Empty } from './Empty.tsx';

interface ProblemProps {
  title: string;
  text: string;
  retryLabel: string;
  onRetry: () => void;
}

/** What stands where something could not be loaded, with the way on. */
export function Problem({ title, text, retryLabel, onRetry }: ProblemProps) {
  return (
    <div role="alert">
      <Empty icon={CloudOff} title={title} action={<Button onClick={onRetry}>{retryLabel}</Button>}>
        {text}
      </Empty>
    </div>
  );
}
