import { type CSSProperties, useState } from 'react';
import { classes } from '../lib/classes.ts';
import { hueOf, initials, pictureOf } from '../lib/initials.ts';
import './avatar.css';

interface AvatarProps {
  /** Whose it is: decides the colour, so that it stays the same when the name changes. */
  id: number;
  name: string;
  picture?: string | null | undefined;
  size?: 'xs' | 's' | 'm' | 'l' | 'xl';
  online?: boolean;
  /** A ring around it: something new, or something already seen. */
  ring?: 'new' | 'seen' | null;
  className?: string;
}

/** A picture, or initials on a gradient where there is none or it does not load. Decoration: the name stands beside it. */
export function Avatar({
  id,
  name,
  picture,
  size = 'm',
  online = false,
  ring = null,
  className,
}: AvatarProps) {
  const source = pictureOf(picture);
  const [broken, setBroken] = useState<string | null>(null);
  const style = { '--hue': hueOf(id) } as CSSProperties;
  return (
    <span
      className={classes('avatar', `avatar-${size}`, ring && `avatar-ring-${ring}`, className)}
      style={style}
      aria-hidden="true"
    >
      {source && source !== broken ? (
        <img
          src={source}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setBroken(source)}
        />
      ) : (
        <span className="avatar-initials">{initials(name)}</span>
      )}
      {online && <span className="avatar-online" />}
    </span>
  );
}
