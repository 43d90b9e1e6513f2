/**
 * The routes as Markdown, for the documentation: generated, so that it cannot differ from what the daemon does.
 */
import { OPERATIONAL_ERROR_CODES } from '../../operational-error.js';
import { carriedArguments, type Route } from '../api/define-route.js';
import { usage, valuesOf, type Field, type OptionField } from '../api/field.js';
import { REPLIES } from '../api/replies.js';
import { replyUsage } from '../api/reply-fields.js';
import { ROUTES } from '../api/routes.js';

export function routesTable(): string {
  return [
    ...table(
      ['request', 'replies', 'what it does'],
      ROUTES.map((route) => [request(route), replies(route), route.description]),
    ),
    '',
    ...table(
      ['request', 'argument or option', 'values', 'meaning'],
      ROUTES.flatMap((route) =>
        fields(route).map((field) => [
          code(route.address),
          code(field.name),
          valuesOf(field),
          field.description ?? '',
        ]),
      ),
    ),
    '',
    ...table(
      ['reply', 'meaning'],
      Object.values(REPLIES).map((reply) => [
        code([reply.address, 'id', replyUsage(reply.fields)].join(' ').trimEnd()),
        reply.description,
      ]),
    ),
    '',
    ...table(
      ['error code', 'meaning'],
      Object.entries(OPERATIONAL_ERROR_CODES).map(([name, meaning]) => [code(name), meaning]),
    ),
    '',
  ].join('\n');
}

function request(route: Route): string {
  const pairs = route.options.length > 0 ? ' [key value]...' : '';
  return code(`${route.address} ${usage(carriedArguments(route))}${pairs}`);
}

function replies(route: Route): string {
  return route.replies
    .map((key) => code(REPLIES[key].address.replace('/stemwright/', '')))
    .join(' ');
}

/** The id is the same everywhere and says so by its name. */
function fields(route: Route): (Field | OptionField)[] {
  return [...route.arguments.filter(({ name }) => name !== 'id'), ...route.options];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function code(words: string): string {
  return `\`${words}\``;
}
