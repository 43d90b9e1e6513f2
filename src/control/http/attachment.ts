/**
 * Attachment: the header by which a browser saves an answer under a name, of any characters (RFC 6266, RFC 8187).
 */
import { readableText } from '../../path-text.js';

export function attachment(name: string): string {
  return `attachment; filename*=UTF-8''${encodeURIComponent(readableText(name))}`;
}
