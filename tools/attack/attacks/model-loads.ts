/**
 * Model loads: the model is changed over and over by several clients at once, as fast as they can ask.
 */
import type { Attack } from '../attack.js';
import { Conversation, endOf } from '../conversation.js';

const CLIENTS = 4;
const LOADS_A_CLIENT = { short: 5, long: 40 };
const MODELS = ['gaussian', 'band-v5'];

export const modelLoads: Attack = {
  name: 'model-loads',
  holds: 'Models are loaded one at a time, and every request to load one is answered.',
  seconds: { short: 5, long: 25 },
  // the released model twice: the one that goes and the one that comes
  bounds: { peakMegabytes: 900 },
  run: async ({ random, isShort, target, tried, figure, expect }) => {
    const watched = await target();
    const { port } = watched.daemon;
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, () => Conversation.open({ port })),
    );
    const count = isShort ? LOADS_A_CLIENT.short : LOADS_A_CLIENT.long;
    const ends = await Promise.all(
      clients.flatMap((client) =>
        Array.from({ length: count }, async () =>
          endOf(await client.ask('model/load', random.pick(MODELS))),
        ),
      ),
    );
    tried('loads', ends.length);
    const refused = ends.filter((end) => end !== 'done');
    figure('refused', refused.length);
    // one that another overtook may be told so; a defect may not
    expect(!refused.includes('internal'), 'a load met a defect');
    const last = await watched.ask('model/load', 'gaussian');
    expect(last.end === 'done', `the last load ended in ${last.end}`);
    for (const client of clients) await client.close();
  },
};
