/**
 * Drag out: a name that can be dragged out of the browser as a file, where the browser can do that (Chromium: DownloadURL). The address
 * must be there when the drag begins: it is asked for as soon as the button is down.
 */
import { useRef } from 'preact/hooks';
import type { JSX } from 'preact';

import type { TakeAway, Wanted } from './take-away.js';

export interface DragOutProps {
  readonly name: string;
  readonly title: string;
  /** of the file that comes out */
  readonly fileName: string;
  readonly wanted: Wanted;
  readonly takeAway: TakeAway;
}

export function DragOut({ name, title, fileName, wanted, takeAway }: DragOutProps): JSX.Element {
  const address = useRef<string | undefined>(undefined);
  return (
    <strong
      class="grows"
      draggable
      title={title}
      onPointerDown={() => {
        address.current = undefined;
        void takeAway.addressOf(wanted).then((offered) => (address.current = offered));
      }}
      onDragStart={(event) => {
        if (address.current === undefined) event.preventDefault();
        else {
          event.dataTransfer?.setData('DownloadURL', `audio/wav:${fileName}:${address.current}`);
        }
      }}
    >
      {name}
    </strong>
  );
}
