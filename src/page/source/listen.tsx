/**
 * Listen: a result's stems as aligned lanes, played from one clock.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { JSX } from 'preact';

import type { View } from './draw-waveform.js';
import { actOnKey } from './keys.js';
import { Lane } from './lane.js';
import {
  AS_IT_IS,
  gainsOf,
  LEAST_GAIN_DB,
  MOST_GAIN_DB,
  type LaneSettings,
} from './lane-settings.js';
import type { Loop } from './mixer-protocol.js';
import { NumberForm } from './number-form.js';
import type { PageState, StemLook } from './page-state.js';
import { framesOf, Player, type Playing } from './player.js';
import type { Result } from './read-results.js';
import { clockText, TEXTS } from './texts.js';

export interface ListenProps {
  readonly state: PageState;
  readonly result: Result;
  readonly looks: ReadonlyMap<string, StemLook>;
}

const MOST_ZOOM = 1024;
const PLAIN_COLOUR = '#8b949e';

export function Listen({ state, result, looks }: ListenProps): JSX.Element {
  const { connection } = state;
  const [playing, setPlaying] = useState<Playing>({ frame: 0, isPlaying: false });
  const [settings, setSettings] = useState<ReadonlyMap<string, LaneSettings>>(new Map());
  const [chosen, choose] = useState(0);
  const [chosenLoop, chooseLoop] = useState<Loop>();
  const [isLooping, setLooping] = useState(false);
  const [isAsRecorded, setAsRecorded] = useState(false);
  const [zoom, setZoom] = useState(1);
  const player = useMemo(
    () => new Player(result, connection, setPlaying),
    // one that grows is the same result
    [connection, result.id],
  );
  useEffect(
    () => () => {
      player.close();
    },
    [player],
  );
  const frames = framesOf(result);
  useEffect(() => {
    player.update(result);
  }, [player, result, frames]);

  const lanes = result.stems.map(({ stem }) => settings.get(stem) ?? AS_IT_IS);
  const gains = isAsRecorded ? lanes.map(() => 1) : gainsOf(lanes);
  const loop = isLooping ? chosenLoop : undefined;
  useEffect(() => {
    player.setGains(gains);
  }, [player, gains.join()]);
  useEffect(() => {
    player.setLoop(loop);
  }, [player, loop]);

  const rateHz = result.stems[0]?.rateHz ?? 1;
  const view = viewAround(playing.frame, frames, zoom);
  const set = (lane: number, changed: LaneSettings): void => {
    const stem = result.stems[lane]?.stem;
    if (stem !== undefined) setSettings(new Map([...settings, [stem, changed]]));
  };
  const change = (by: (lane: LaneSettings) => Partial<LaneSettings>): void => {
    const lane = lanes[chosen];
    if (lane !== undefined) set(chosen, { ...lane, ...by(lane) });
  };
  const seek = (frame: number): void => {
    const within = Math.max(0, Math.min(frame, frames));
    player.seek(within);
    setPlaying({ ...playing, frame: within });
  };
  const zoomBy = (factor: number): void => {
    setZoom(Math.max(1, Math.min(MOST_ZOOM, zoom * factor)));
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      actOnKey(event, {
        playOrPause: () => {
          player.play(!playing.isPlaying);
        },
        choose,
        solo: () => {
          change(({ isSoloed }) => ({ isSoloed: !isSoloed }));
        },
        mute: () => {
          change(({ isMuted }) => ({ isMuted: !isMuted }));
        },
        loop: () => {
          setLooping(!isLooping);
        },
        compare: () => {
          setAsRecorded(!isAsRecorded);
        },
        changeLevel: (byDb) => {
          change(({ gainDb }) => ({ gainDb: clamped(gainDb + byDb) }));
        },
        skip: (bySeconds) => {
          seek(Math.round(playing.frame + bySeconds * rateHz));
        },
        zoom: zoomBy,
      });
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  });

  return (
    <section aria-labelledby="listen">
      <h2 id="listen">{result.id}</h2>
      <div class="row">
        <button
          type="button"
          onClick={() => {
            player.play(!playing.isPlaying);
          }}
        >
          {playing.isPlaying ? TEXTS.pause : TEXTS.play}
        </button>
        <span class="time">
          {TEXTS.position(clockText(playing.frame / rateHz), clockText(frames / rateHz))}
        </span>
        <button
          type="button"
          aria-pressed={isLooping}
          title={TEXTS.loopHelp}
          onClick={() => {
            setLooping(!isLooping);
          }}
        >
          {TEXTS.loop}
        </button>
        <button
          type="button"
          aria-pressed={isAsRecorded}
          title={TEXTS.asRecordedHelp}
          onClick={() => {
            setAsRecorded(!isAsRecorded);
          }}
        >
          {TEXTS.asRecorded}
        </button>
        <button
          type="button"
          onClick={() => {
            zoomBy(2);
          }}
        >
          {TEXTS.zoomIn}
        </button>
        <button
          type="button"
          onClick={() => {
            zoomBy(0.5);
          }}
        >
          {TEXTS.zoomOut}
        </button>
        {result.isFinished ? (
          <>
            <button type="button" onClick={() => void state.download(result.id, undefined)}>
              {TEXTS.downloadAll}
            </button>
            <NumberForm
              button={TEXTS.goOn}
              label={TEXTS.goOnSeconds}
              first={8}
              onNumber={(seconds) => {
                state.goOn(result, seconds);
              }}
            />
          </>
        ) : (
          <span class="faint">{TEXTS.growing}</span>
        )}
      </div>
      <ul class="list">
        {result.stems.map((sound, lane) => (
          <Lane
            key={sound.stem}
            connection={connection}
            resultId={result.id}
            sound={sound}
            look={looks.get(sound.stem) ?? { label: sound.stem, colour: PLAIN_COLOUR }}
            settings={lanes[lane]!}
            isChosen={lane === chosen}
            view={view}
            playFrame={playing.frame}
            loop={loop}
            isHeard={gains[lane]! > 0}
            onChoose={() => {
              choose(lane);
            }}
            onSet={(changed) => {
              set(lane, changed);
            }}
            onSeek={seek}
            onLoop={(dragged) => {
              chooseLoop(dragged);
              setLooping(true);
            }}
            onDownload={() => void state.download(result.id, sound.stem)}
            onCopyPath={() => void navigator.clipboard.writeText(sound.path)}
            onImpute={
              result.isFinished
                ? () => {
                    state.impute(result, sound.stem);
                  }
                : undefined
            }
          />
        ))}
      </ul>
      <details>
        <summary>{TEXTS.keys}</summary>
        <p>{TEXTS.keysHelp}</p>
      </details>
    </section>
  );
}

function clamped(gainDb: number): number {
  return Math.max(LEAST_GAIN_DB, Math.min(MOST_GAIN_DB, gainDb));
}

/** All of it, or a part that holds where it plays. */
function viewAround(frame: number, frames: number, zoom: number): View {
  const shown = frames / zoom;
  const page = Math.floor(frame / shown);
  const startFrame = zoom === 1 ? 0 : Math.max(0, Math.min(page * shown, frames - shown));
  return { startFrame, frames: shown };
}
