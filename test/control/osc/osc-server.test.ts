/**
 * The server over real sockets, with an engine that only records: what is answered, to whom, and what is refused.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'mocha';

import { DEFAULT_RATES } from '../../../src/control/api/admission.js';
import { sizedFrame } from '../../../src/control/osc/osc-framing.js';
import { OperationalError } from '../../../src/operational-error.js';
import { oscBundle, oscMessage, oscString } from '../../support/osc-bytes.js';
import { answer, answers, request } from '../../support/osc-dialogue.js';
import { modelEntry } from '../../support/osc-recording-engine.js';
import { recordedLog } from '../../support/recorded-log.js';
import { TRANSPORTS, withOscServer } from '../../support/osc-test-server.js';
import { SILENT_LOG } from '../../support/test-api.js';

describe('The OSC server', () => {
  for (const [transport, open] of TRANSPORTS) {
    it(`answers over ${transport}, on one port number`, async () => {
      await withOscServer(async (test) => {
        const probe = await open(test);
        probe.send(request('ping', 'é1'));
        assert.deepEqual(await answer(probe), ['pong', 'é1']);
        probe.send(request('status', 7));
        assert.deepEqual(await answer(probe), [
          'status.reply',
          7,
          'idle',
          'tiny',
          'none',
          22_050,
          0,
          0,
          0,
          -1,
        ]);
        probe.send(request('version', 'v'));
        assert.deepEqual(await answer(probe), ['version.reply', 'v', '1.2.3', 1, 'tiny']);
      });
    });
  }

  it('lists models, one message each, with what is wrong with the broken ones', async () => {
    await withOscServer(async ({ engine, udp }) => {
      const problem = new OperationalError('model-invalid', `no ${'x'.repeat(3000)}`);
      engine.entries = [
        modelEntry('tiny', ['bass', 'drums']),
        { valid: false, name: 'broken', folder: '/models/broken', problem },
      ];
      const probe = await udp();
      probe.send(request('model/list', 'l'));
      assert.deepEqual(await answer(probe), [
        'model/list.reply',
        'l',
        'tiny',
        1,
        22_050,
        'bass,drums',
        'separate,impute,generate',
        '',
        '1.0.0',
        'MIT',
      ]);
      const broken = await answer(probe);
      assert.deepEqual(broken.slice(0, 7), ['model/list.reply', 'l', 'broken', 0, 0, '', '']);
      assert.match(String(broken[7]), /^no x+…$/);
      assert.deepEqual(await answer(probe), ['done', 'l']);
      assert.ok(probe.packets.every(({ length }) => length <= 1400));
    });
  });

  it('tells how the stems of a model look, one message each', async () => {
    await withOscServer(async ({ engine, udp }) => {
      const other = modelEntry('other', ['bass', 'strings']);
      assert.ok(other.valid);
      const stemLooks = { bass: { label: 'Kontrabass', colour: '#0000ff', aliases: ['kb', 'cb'] } };
      engine.entries = [...engine.entries, { ...other, card: { ...other.card, stemLooks } }];
      const probe = await udp();
      probe.send(request('model/stems', 's', 'other'));
      assert.deepEqual(await answers(probe, 3), [
        ['model/stem', 's', 'other', 'bass', 'Kontrabass', '#0000ff', 'kb,cb'],
        ['model/stem', 's', 'other', 'strings', 'Strings', '#e8803a', ''],
        ['done', 's'],
      ]);
      // without a name: those of the model that jobs run on
      probe.send(request('model/stems', 't'));
      assert.deepEqual((await answers(probe, 3)).at(1), [
        'model/stem',
        't',
        'tiny',
        'drums',
        'Drums',
        '#e8803a',
        '',
      ]);
      probe.send(request('model/stems', 'u', 'gone'));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'u', 'model-missing']);
    });
  });

  it('names as many models in version.reply as a packet holds', async () => {
    await withOscServer(async ({ engine, udp }) => {
      engine.entries = Array.from({ length: 200 }, (_, index) =>
        modelEntry(`a-model-with-a-long-name-${index}`, ['bass']),
      );
      const probe = await udp();
      probe.send(request('version', 'v'));
      const [address, id, version, protocol, ...names] = await answer(probe);
      assert.deepEqual([address, id, version, protocol], ['version.reply', 'v', '1.2.3', 1]);
      assert.ok(names.length > 20 && names.length < 200, String(names.length));
      assert.equal(names.at(-1), `a-model-with-a-long-name-${names.length - 1}`);
      assert.ok(probe.packets[0]!.length <= 1400);
    });
  });

  it('loads a model, then says done', async () => {
    await withOscServer(async ({ engine, udp }) => {
      const probe = await udp();
      probe.send(request('model/load', 'm', 'band'));
      assert.deepEqual(await answer(probe), ['done', 'm']);
      assert.deepEqual(engine.loaded, ['band']);
    });
  });

  it('refuses what it does not understand with a sentence, by the id of the request', async () => {
    await withOscServer(async ({ udp, server }) => {
      const probe = await udp();
      const refused: readonly [Buffer, string, string, RegExp][] = [
        [request('pong2', 'a'), 'a', 'bad-message', /no address "\/stemwright\/pong2"/],
        [request('{ping,[!x]+}+!', 'b'), 'b', 'bad-message', /patterns are not supported/],
        [request('*', 'c'), 'c', 'bad-message', /patterns are not supported/],
        [oscMessage('/stemwright/ping'), '', 'bad-argument', /Expected id; "id" is missing/],
        [request('ping', 'x'.repeat(129)), '', 'bad-argument', /at most 128 bytes/],
        [request('ping', 'd', 1), 'd', 'bad-argument', /no more arguments, got 1/],
        [Buffer.from('nonsense'), '', 'bad-message', /begins with an address/],
        [Buffer.alloc(8196), '', 'bad-message', /at most 8192 bytes/],
      ];
      for (const [packet, id, code, sentence] of refused) {
        probe.send(packet);
        const [address, ...args] = await answer(probe);
        assert.deepEqual([address, ...args.slice(0, 2)], ['error', id, code]);
        assert.match(String(args[2]), sentence);
      }
      assert.deepEqual(server.counters, {
        handled: 0,
        errors: refused.length,
        rateLimited: 0,
        faults: 0,
      });
    });
  });

  it('never answers replies: two daemons must not talk for ever', async () => {
    await withOscServer(async ({ udp }) => {
      const probe = await udp();
      probe.send(
        oscMessage('/stemwright/error', 'sss', oscString(''), oscString('a'), oscString('b')),
      );
      probe.send(request('ping', 'after'));
      assert.deepEqual(await answer(probe), ['pong', 'after']);
    });
  });

  it('handles each message of a bundle for itself', async () => {
    await withOscServer(async ({ udp, engine }) => {
      engine.refusal = new Error('a fault of the engine');
      const probe = await udp();
      probe.send(
        oscBundle(
          1n,
          request('ping', 'first'),
          request('nonsense', 'second'),
          request('generate', 'third', 1),
          request('ping', 'fourth'),
        ),
      );
      const heads = [];
      for (let count = 0; count < 4; count++) heads.push((await answer(probe)).slice(0, 2));
      assert.deepEqual(heads.sort(), [
        ['error', 'second'],
        ['error', 'third'],
        ['pong', 'first'],
        ['pong', 'fourth'],
      ]);
    });
  });

  it('answers a packet full of what cannot be read once, wherever that is to go, and logs it once', async () => {
    const { log, lines } = recordedLog();
    await withOscServer(
      async ({ udp, server }) => {
        const [sender, third] = [await udp(), await udp()];
        sender.send(request('subscribe', 's', third.port));
        assert.deepEqual(await answer(third), ['done', 's']);
        // 8 KB of elements of four bytes
        const full = oscBundle(1n, ...Array.from({ length: 1022 }, () => Buffer.alloc(4)));
        assert.equal(full.length, 8192);
        sender.send(full);
        sender.send(request('ping', 'after'));
        const told = await answers(third, 2);
        assert.deepEqual(
          told.map((reply) => reply.slice(0, 3)),
          [
            ['error', '', 'bad-message'],
            ['pong', 'after'],
          ],
        );
        const problems = lines.filter(({ fields }) => 'code' in fields);
        assert.equal(problems.length, 1);
        // and however many such packets come, few are answered: twenty at once, five a second then
        let errors = 0;
        for (let count = 0; count < 40; count++) {
          sender.send(full);
          sender.send(request('ping', count));
          while ((await answer(third))[0] !== 'pong') errors++;
        }
        assert.deepEqual([errors, server.counters.errors], [19, 41]);
      },
      { log },
    );
  });

  it('tells a fault of its own from a bad request, and goes on', async () => {
    await withOscServer(async ({ udp, engine, server }) => {
      engine.refusal = new Error('secret detail');
      const probe = await udp();
      probe.send(request('generate', 'g', 1));
      const [address, id, , sentence] = await answer(probe);
      assert.deepEqual([address, id], ['error', 'g']);
      assert.doesNotMatch(String(sentence), /secret/);
      assert.equal(server.counters.faults, 1);
    });
  });

  it('closes a connection whose framing is lost, and says why', async () => {
    await withOscServer(async ({ tcp }) => {
      const probe = await tcp('int32');
      probe.sendRaw(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', '', 'bad-message']);
      await probe.closed;
    });
  });

  it('cuts off a TCP client that does not read what it asked for', async () => {
    const warnings: string[] = [];
    const log = { ...SILENT_LOG, warn: (_: object, sentence: string) => warnings.push(sentence) };
    await withOscServer(
      async ({ server, engine }) => {
        const socket = connect(server.port, '127.0.0.1');
        socket.on('error', () => undefined);
        await once(socket, 'connect');
        socket.write(sizedFrame(request('subscribe', 's')));
        // its answer shows that the subscription holds; from then on nothing is read
        await once(socket, 'readable');
        const message = 'x'.repeat(1300);
        const origin = { client: 'midi', requestId: 'x' };
        // a mebibyte waits in the daemon, the rest in the system's buffers: some megabytes on loopback
        for (let job = 0; warnings.length === 0 && job < 50_000; job++) {
          engine.tell(`job-${job}`, { kind: 'error', code: 'internal', message }, origin);
        }
        assert.match(String(warnings[0]), /does not read its replies/);
        const closed = once(socket, 'close');
        socket.resume();
        await closed;
      },
      { log },
    );
  });

  it('refuses a burst with one error, then admits again as time passes', async () => {
    const rates = { ...DEFAULT_RATES, client: { burst: 4, perSecond: 1 } };
    await withOscServer(
      async ({ udp, clock, server }) => {
        const [probe, other] = [await udp(), await udp()];
        for (let count = 0; count < 10; count++) probe.send(request('ping', String(count)));
        for (let count = 0; count < 4; count++) {
          assert.deepEqual(await answer(probe), ['pong', String(count)]);
        }
        assert.deepEqual((await answer(probe)).slice(0, 3), ['error', '', 'rate-limited']);
        other.send(request('ping', 'mine'));
        assert.deepEqual(await answer(other), ['pong', 'mine']);
        // one token back: admitted, but the burst is not over; the next refusal is silent
        clock.advance(1000);
        probe.send(request('ping', 'one'));
        probe.send(request('ping', 'refused'));
        assert.deepEqual(await answer(probe), ['pong', 'one']);
        clock.advance(2000);
        probe.send(request('ping', 'two'));
        assert.deepEqual(await answer(probe), ['pong', 'two']);
        assert.equal(server.counters.rateLimited, 7);
      },
      { rates },
    );
  });

  it('has a TCP client that sends too fast wait, and loses nothing of what it sends', async () => {
    const rates = { ...DEFAULT_RATES, client: { burst: 4, perSecond: 100 } };
    await withOscServer(
      async ({ tcp, clock, server }) => {
        for (const framing of ['int32', 'slip'] as const) {
          const [probe, other] = [await tcp(framing), await tcp(framing)];
          for (let count = 0; count < 20; count++) probe.send(request('ping', count));
          for (let count = 0; count < 4; count++) {
            assert.deepEqual(await answer(probe), ['pong', count]);
          }
          other.send(request('ping', 'mine'));
          assert.deepEqual(await answer(other), ['pong', 'mine']);
          for (let count = 4; count < 20;) {
            clock.advance(50);
            // as many as came back, four at most; the server reads on as its socket does
            while (probe.packets.length <= count) await new Promise(setImmediate);
            assert.deepEqual(await answer(probe), ['pong', count]);
            count++;
          }
        }
        assert.deepEqual([server.counters.rateLimited, server.counters.handled], [0, 42]);
      },
      { rates },
    );
  });
});
