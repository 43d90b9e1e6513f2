/**
 * Routes: a request declared once: its address, what it takes, what it is answered, and what it does. Its types, the checks of its
 * arguments, what clients decode and the pages for people follow from that.
 */
import { OperationalError } from '../../operational-error.js';
import type { Client } from './client.js';
import {
  readFields,
  usage,
  type Field,
  type OptionField,
  type RequestId,
  type RequestOf,
  type RequestValue,
} from './field.js';
import { MUSICAL_TIMES, type MusicalTime } from './musical-time.js';
import type { ReplyKey, ReplyValues } from './replies.js';
import type { Services } from './services.js';

/** Who asks, how to answer, and what there is to do it with. */
export interface Context<Key extends ReplyKey = ReplyKey> extends Services {
  readonly client: Client;
  /** of the request; "" where requests of this route take none */
  readonly id: RequestId;
  /** Answers with one of the replies that the route declares. */
  readonly reply: <K extends Key>(key: K, values: ReplyValues<K>) => void;
  /** Charges the client replies that it is sent besides those. */
  readonly charge: (replies: number) => void;
}

export type RouteDefinition<
  Arguments extends readonly Field[],
  Options extends readonly OptionField[],
  Key extends ReplyKey,
> = RouteDeclaration<Arguments, Options, Key> &
  (
    | {
        /** @throws OperationalError what the client is told by an `error` reply */
        handle(request: RequestOf<Arguments, Options>, context: Context<NoInfer<Key>>): undefined;
        readonly takesTime?: undefined;
      }
    | {
        /** the same, for what is not done at once; so many can be under way */
        handle(
          request: RequestOf<Arguments, Options>,
          context: Context<NoInfer<Key>>,
        ): Promise<void>;
        readonly takesTime: true;
      }
  );

interface RouteDeclaration<
  Arguments extends readonly Field[],
  Options extends readonly OptionField[],
  Key extends ReplyKey,
> {
  /** the first argument can stand in it by its name, as `/stemwright/live/<stem>/gain`; it is a text then */
  readonly address: string;
  readonly arguments: Arguments;
  readonly options?: Options;
  /** Can wait for a beat or a bar line: it has the option `at`, and is handled on the line. */
  readonly landsOn?: 'beat';
  /** may be asked before the token is known: it tries one. Nothing that is sent with it is logged or repeated. */
  readonly triesToken?: true;
  /** What a button asks for that says no more than that it is pressed: the arguments after the id (button-press.ts). */
  readonly button?: ButtonArguments;
  /** in the order they can come; any request can be answered by `error` instead */
  readonly replies: readonly Key[];
  /** the reply after which no other follows, unless that was `error`; undefined: only an error is answered */
  readonly last: NoInfer<Key> | undefined;
  readonly description: string;
}

/** @throws OperationalError what the client is told by an `error` reply */
export type ButtonArguments = (services: Services, client: Client) => readonly RequestValue[];

/** A request that has been read, to be handled at once or on a line. */
export interface ReadRequest {
  readonly at: MusicalTime;
  /** whether it is not done at once, or not now */
  readonly takesTime: boolean;
  handle(context: Context): void | Promise<void>;
}

export interface Route {
  readonly address: string;
  readonly arguments: readonly Field[];
  /** `at` among them where it can land on a beat */
  readonly options: readonly OptionField[];
  /** `waiting` among them where it can land on a beat and is answered */
  readonly replies: readonly ReplyKey[];
  readonly last: ReplyKey | undefined;
  readonly triesToken: boolean;
  /** whether its first reply may be long in coming, wherever it lands */
  readonly takesTime: boolean;
  readonly button: ButtonArguments | undefined;
  readonly description: string;
  /** Of a route whose address has its first argument in it: the route with that argument given, in its address and nowhere else. */
  readonly given: ((argument: string) => Route) | undefined;
  /** @throws OperationalError `bad-argument` naming the argument or option */
  read(values: readonly RequestValue[]): ReadRequest;
}

/** What most requests begin with: the caller's own name for it. */
export const ID = { kind: 'id', name: 'id' } as const;

const AT_OPTION: OptionField = {
  kind: 'choice',
  name: 'at',
  choices: MUSICAL_TIMES,
  description: 'when it is done: at once, or at the transport’s next beat or bar line',
};

/** An argument in an address. */
const IN_ADDRESS = /<([a-zA-Z]+)>/;

export function defineRoute<
  const Arguments extends readonly Field[],
  const Key extends ReplyKey = never,
  const Options extends readonly OptionField[] = readonly [],
>(definition: RouteDefinition<Arguments, Options, Key>): Route {
  const { last, description, triesToken = false, takesTime = false, button } = definition;
  const landsOnBeat = definition.landsOn === 'beat';
  const chosen: readonly OptionField[] = definition.options ?? [];
  const options = landsOnBeat ? [...chosen, AT_OPTION] : chosen;
  const isToldToWait = landsOnBeat && last !== undefined;
  const all: readonly Field[] = definition.arguments;
  const [first, ...others] = all;
  const [inAddress, name] = IN_ADDRESS.exec(definition.address) ?? [];
  if (inAddress !== undefined && (first?.name !== name || first?.kind !== 'text')) {
    throw new Error(`defineRoute: ${definition.address} needs the text ${name} as first argument`);
  }

  /** @param known arguments that are in the address already */
  function routeAt(
    address: string,
    fields: readonly Field[],
    known: Record<string, unknown>,
    given: Route['given'],
  ): Route {
    return {
      address,
      arguments: fields,
      options,
      replies: isToldToWait ? ['waiting', ...definition.replies] : definition.replies,
      last,
      triesToken,
      takesTime,
      button,
      description,
      given,
      read(values) {
        const taken = { arguments: fields, options };
        const read = {
          ...(triesToken ? readSecretly(taken, values) : readFields(taken, values)),
          ...known,
        };
        // it was read by the very fields its type is made of, which TypeScript cannot follow through the loop
        const request = read as RequestOf<Arguments, Options>;
        const at = MUSICAL_TIMES.find((time) => time === read['at']) ?? 'now';
        return {
          at,
          takesTime: takesTime || at !== 'now',
          handle: (context) => definition.handle(request, context),
        };
      },
    };
  }

  const { address } = definition;
  if (inAddress === undefined || name === undefined) {
    return routeAt(address, all, {}, undefined);
  }
  return routeAt(address, all, {}, (argument) =>
    routeAt(
      address.replace(inAddress, () => argument),
      others,
      { [name]: argument },
      undefined,
    ),
  );
}

/** The error quotes nothing of what was sent. */
function readSecretly(
  fields: Parameters<typeof readFields>[0],
  values: readonly RequestValue[],
): Record<string, unknown> {
  try {
    return readFields(fields, values);
  } catch {
    throw new OperationalError('bad-argument', `Expected ${usage(fields.arguments)}.`);
  }
}

/** Whether requests of a route begin with an id; the others are not answered unless by an error with the id "". */
export function takesId({ arguments: fields }: Pick<Route, 'arguments'>): boolean {
  return fields[0]?.kind === 'id';
}

/** The arguments that a request carries: those that do not stand in the address. */
export function carriedArguments({
  arguments: fields,
  given,
}: Pick<Route, 'arguments' | 'given'>): readonly Field[] {
  return given === undefined ? fields : fields.slice(1);
}
