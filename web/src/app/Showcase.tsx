import { Bell, Inbox, MoreVertical, Pencil, Send, Trash2, UserRound } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Avatar } from '../ui/Avatar.tsx';
import { Badge } from '../ui/Badge.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { CodeInput } from '../ui/CodeInput.tsx';
import { ConfirmDialog, Dialog } from '../ui/Dialog.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Field, PasswordField, Select, TextArea } from '../ui/Field.tsx';
import { Logo } from '../ui/Logo.tsx';
import { MenuButton } from '../ui/Menu.tsx';
import { Problem } from '../ui/Problem.tsx';
import { Row } from '../ui/Row.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { SkeletonBlock, SkeletonRows } from '../ui/Skeleton.tsx';
import { Switch } from '../ui/Switch.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { THEMES } from '../ui/theme.ts';
import { toast } from '../ui/toasts.ts';
import './showcase.css';

/** Every component in every theme side by side; only while developing, at `/ui`, and in English only. */
export function Showcase() {
  return (
    <main className="showcase">
      {THEMES.map((theme) => (
        <section key={theme} data-theme={theme} className="showcase-theme" aria-label={theme}>
          <Logo />
          <Buttons />
          <Fields />
          <Choices />
          <Lists />
          <Overlays />
          <States />
        </section>
      ))}
    </main>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="showcase-part">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

function Buttons() {
  return (
    <Part title="Button, IconButton, Badge">
      <div className="showcase-line">
        <Button variant="primary" icon={Send}>
          Primary
        </Button>
        <Button>Secondary</Button>
        <Button variant="ghost">Ghost</Button>
        <Button variant="danger">Danger</Button>
        <Button variant="primary" busy>
          Busy
        </Button>
        <Button disabled>Disabled</Button>
      </div>
      <div className="showcase-line">
        <IconButton icon={Bell} label="Ghost" badge={3} />
        <IconButton icon={Send} label="Primary" variant="primary" />
        <IconButton icon={Pencil} label="Glass" variant="glass" />
        <IconButton icon={Trash2} label="Danger" variant="danger" />
      </div>
      <div className="showcase-line">
        {(['accent', 'muted', 'success', 'warning', 'danger'] as const).map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
      </div>
    </Part>
  );
}

function Fields() {
  const [code, setCode] = useState('123');
  return (
    <Part title="Field, TextArea, Select, PasswordField, CodeInput">
      <Field label="Field" hint="A hint" defaultValue="Text" />
      <Field label="Wrong field" error="This cannot be taken" defaultValue="Text" />
      <TextArea label="TextArea" placeholder="Placeholder" />
      <Select label="Select">
        <option>One</option>
        <option>Two</option>
      </Select>
      <PasswordField label="PasswordField" showLabel="Show" hideLabel="Hide" defaultValue="secret" />
      <CodeInput label="CodeInput" boxLabel={(box) => `Digit ${box}`} value={code} onChange={setCode} />
    </Part>
  );
}

function Choices() {
  const [on, setOn] = useState(true);
  const [choice, setChoice] = useState<'one' | 'two' | 'three'>('one');
  const choices = [
    { value: 'one', label: 'One' },
    { value: 'two', label: 'Two' },
    { value: 'three', label: 'Three' },
  ] as const;
  return (
    <Part title="Switch, Segmented, Tabs">
      <Switch label="Switch" hint="Changes at once" checked={on} onChange={setOn} />
      <Segmented label="Segmented" choices={choices} value={choice} onChange={setChoice} />
      <Tabs
        label="Tabs"
        tabs={choices.map(({ value, label }, index) => ({ id: value, label, count: index }))}
        selected={choice}
        onSelect={setChoice}
      >
        <p>Panel of {choice}</p>
      </Tabs>
    </Part>
  );
}

function Lists() {
  return (
    <Part title="Row, Avatar, Menu">
      <Row
        lead={<Avatar id={1} name="Ada Lovelace" online />}
        title="Ada Lovelace"
        detail="online"
        onClick={() => undefined}
      />
      <Row
        lead={<Avatar id={2} name="Анна Ким" ring="new" />}
        title="Анна Ким"
        detail="selected"
        selected
        onClick={() => undefined}
      />
      <Row icon={UserRound} title="With an icon" detail="and a menu" trail={<ShowMenu />} />
      <div className="showcase-line">
        {(['xs', 's', 'm', 'l'] as const).map((size, index) => (
          <Avatar
            key={size}
            id={index + 3}
            name={`Grace ${size}`}
            size={size}
            ring={index % 2 ? 'seen' : null}
          />
        ))}
      </div>
    </Part>
  );
}

function ShowMenu() {
  const entries = [
    { id: 'edit', label: 'Edit', icon: Pencil, run: () => toast('Edit') },
    { id: 'delete', label: 'Delete', icon: Trash2, danger: true, run: () => toast('Delete') },
  ];
  return <MenuButton icon={MoreVertical} label="Menu" entries={entries} />;
}

function Overlays() {
  const [open, setOpen] = useState<'dialog' | 'confirm' | null>(null);
  const close = () => setOpen(null);
  return (
    <Part title="Dialog, ConfirmDialog, Toast">
      <div className="showcase-line">
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button onClick={() => setOpen('confirm')}>ConfirmDialog</Button>
        <Button onClick={() => toast('Something happened')}>Info</Button>
        <Button onClick={() => toast('It went well', { kind: 'success' })}>Success</Button>
        <Button
          onClick={() => toast('It did not', { kind: 'error', action: { label: 'Try again', run: close } })}
        >
          Error
        </Button>
      </div>
      {open === 'dialog' && (
        <Dialog
          title="Dialog"
          closeLabel="Close"
          onClose={close}
          actions={<Button onClick={close}>Done</Button>}
        >
          <p>Content</p>
        </Dialog>
      )}
      {open === 'confirm' && (
        <ConfirmDialog
          title="Delete?"
          confirmLabel="Delete"
          cancelLabel="Cancel"
          danger
          onConfirm={close}
          onCancel={close}
        >
          <p>This cannot be taken back.</p>
        </ConfirmDialog>
      )}
    </Part>
  );
}

function States() {
  return (
    <Part title="Empty, Problem, Skeleton">
      <Empty icon={Inbox} title="Empty" action={<Button>What to do</Button>}>
        Why it is empty.
      </Empty>
      <Problem
        title="Problem"
        text="It could not be loaded."
        retryLabel="Try again"
        onRetry={() => undefined}
      />
      <SkeletonRows rows={2} label="Loading" />
      <SkeletonBlock label="Loading" />
    </Part>
  );
}
