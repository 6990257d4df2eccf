import { Search } from 'lucide-react';
import type { ComponentProps } from 'react';
import './search-field.css';

/** A field for words to look for. Its name is read out and stands in it while it is empty. */
export function SearchField({ label, ...rest }: { label: string } & ComponentProps<'input'>) {
  return (
    <div className="search-field">
      <Search aria-hidden="true" />
      <input type="search" aria-label={label} placeholder={label} autoComplete="off" {...rest} />
    </div>
  );
}
