/**
 * Refuse sudo: what is put into a user's DAW and logins is put there by that user. By sudo it would go to root's home folder, or into the
 * user's own as files of root, which their DAW and daemon could not write any more. A user who is root always is not meant.
 */
import { OperationalError } from '../operational-error.js';

const ROOT = 0;

/** @throws OperationalError `not-allowed` */
export function refuseSudo(): void {
  const { SUDO_UID: caller } = process.env;
  if (process.getuid?.() !== ROOT || caller === undefined || caller === String(ROOT)) return;
  throw new OperationalError(
    'not-allowed',
    'This is for the user whose DAW it is, and by sudo it would be for root. Run it again without sudo: only "npm i -g" may need that.',
  );
}
