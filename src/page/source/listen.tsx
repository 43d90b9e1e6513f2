/**
 * Listen: a result as aligned lanes, the recording and its stems, played from one clock; and what is done with it.
 */
import { useEffect, useReducer } from 'preact/hooks';
import type { JSX } from 'preact';

import { DragOut } from './drag-out.js';
import type { View } from './draw-waveform.js';
import { actOnKey } from './keys.js';
import { Lane } from './lane.js';
import { gainsOf } from './lane-settings.js';
import {
  begun,
  changeChosenLane,
  changed,
  changeLevel,
  loopEdge,
  setLane,
  settingsOf,
  toggleLoop,
  toggleRecording,
  zoomBy,
} from './listen-state.js';
import { MakeAgain } from './make-again.js';
import type { Loop } from './mixer-protocol.js';
import { NumberForm } from './number-form.js';
import type { PageState, Shown } from './page-state.js';
import type { PlayedSound } from './player.js';
import type { Result } from './read-results.js';
import { RecordingLane } from './recording-lane.js';
import { StemActions, wantedOf } from './stem-actions.js';
import { TakeRow } from './take-row.js';
import { hearing, keeping, rememberedTakes, rememberTakes, takesOf, type Take } from './takes.js';
import { TEXTS } from './texts.js';
import { TransportRow } from './transport-row.js';
import { useMixer } from './use-mixer.js';

export interface ListenProps {
  readonly state: PageState;
  readonly result: Result;
  readonly shown: Pick<Shown, 'results' | 'looks' | 'models'>;
  /** the user is at work with it */
  readonly onUse: () => void;
}

const PLAIN_COLOUR = '#8b949e';

export function Listen({ state, result, shown, onUse }: ListenProps): JSX.Element {
  const { connection, takeAway } = state;
  const [listening, change] = useReducer(changed, result, (shownFirst) =>
    begun(rememberedTakes(shownFirst)),
  );
  const { chosen, isLooping, takes: choice } = listening;

  const lanes = [...takesOf(shown.results, result, choice)].map(([stem, takes]) => {
    const take = takes.find(({ resultId }) => resultId === choice.heard.get(stem)) ?? takes[0]!;
    const look = shown.looks.get(stem) ?? { label: stem, colour: PLAIN_COLOUR };
    return { stem, takes, take, look, settings: settingsOf(listening, stem) };
  });
  const gains = gainsOf(lanes.map((lane) => lane.settings));
  const { recording } = result;
  const isRecordingHeard = listening.isAsRecorded && recording !== undefined;
  const playedStems: PlayedSound[] = lanes.flatMap(({ takes, take }, lane) =>
    takes.map(({ sound }) => {
      const isSilent = isRecordingHeard || sound.address !== take.sound.address;
      return { sound, gain: isSilent ? 0 : gains[lane]! };
    }),
  );
  const playedRecording =
    recording === undefined ? [] : [{ sound: recording, gain: isRecordingHeard ? 1 : 0 }];
  const played = [...playedRecording, ...playedStems];
  const loop = isLooping ? listening.loop : undefined;
  const mixer = useMixer({
    connection,
    result,
    played,
    loop,
    isLooping,
    onGone: (message) => {
      state.resultGone(result.id, message);
    },
  });

  const stems = lanes.map(({ stem }) => stem);
  const keep = (take: Take, takes: readonly Take[]): void => {
    const kept = keeping(choice, take, takes);
    change(() => ({ takes: kept }));
    rememberTakes(result, kept);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      actOnKey(event, {
        playOrPause: () => {
          onUse();
          mixer.playOrPause();
        },
        choose: (lane) => {
          change(() => ({ chosen: lane }));
        },
        solo: () => {
          change(changeChosenLane(stems, ({ isSoloed }) => ({ isSoloed: !isSoloed })));
        },
        mute: () => {
          change(changeChosenLane(stems, ({ isMuted }) => ({ isMuted: !isMuted })));
        },
        loop: () => {
          change(toggleLoop);
        },
        loopFromHere: () => {
          change(loopEdge('startFrame', mixer.frame, mixer.frames));
        },
        loopToHere: () => {
          change(loopEdge('endFrame', mixer.frame, mixer.frames));
        },
        compare: () => {
          change(toggleRecording);
        },
        changeLevel: (byDb) => {
          change(changeChosenLane(stems, changeLevel(byDb)));
        },
        skip: (bySeconds) => {
          mixer.seek(Math.round(mixer.frame + bySeconds * mixer.rateHz));
        },
        zoom: (factor) => {
          change(zoomBy(factor));
        },
      });
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  });

  const place = {
    connection,
    view: viewAround(mixer.frame, mixer.frames, listening.zoom),
    playFrame: mixer.frame,
    loop,
    onSeek: mixer.seek,
    onLoop: (dragged: Loop) => {
      change(() => ({ loop: dragged, isLooping: true }));
    },
  };
  const takesHeard = Object.fromEntries(lanes.map(({ stem, take }) => [stem, take.resultId]));
  const gainsHeard = Object.fromEntries(lanes.map(({ stem }, lane) => [stem, gains[lane]!]));
  return (
    <section aria-labelledby="listen" onPointerDown={onUse}>
      <h2 id="listen">{result.id}</h2>
      <TransportRow
        mixer={mixer}
        isLooping={isLooping}
        onLoop={() => {
          change(toggleLoop);
        }}
        onZoom={(factor) => {
          change(zoomBy(factor));
        }}
      />
      <ul class="list">
        {recording !== undefined && (
          <RecordingLane
            sound={recording}
            place={place}
            isHeard={isRecordingHeard}
            onCompare={() => {
              change(toggleRecording);
            }}
          />
        )}
        {lanes.map(({ stem, takes, take, look, settings: lane }, index) => (
          <Lane
            key={stem}
            sound={take.sound}
            place={place}
            look={look}
            settings={lane}
            isHeard={!isRecordingHeard && gains[index]! > 0}
            isChosen={index === chosen}
            onChoose={() => {
              change(() => ({ chosen: index }));
            }}
            onSet={(settings) => {
              change(setLane(stem, settings));
            }}
            name={
              <DragOut
                name={look.label}
                title={TEXTS.dragHelp}
                fileName={`${stem}.wav`}
                wanted={wantedOf(take)}
                takeAway={takeAway}
              />
            }
            takes={
              takes.length > 1 && (
                <TakeRow
                  label={look.label}
                  takes={takes}
                  heard={take}
                  onHear={(other) => {
                    change(({ takes: before }) => ({ takes: hearing(before, other) }));
                  }}
                  onKeep={() => {
                    keep(take, takes);
                  }}
                />
              )
            }
            actions={
              <StemActions
                label={look.label}
                take={take}
                takeAway={takeAway}
                onImpute={
                  result.isFinished
                    ? () => {
                        const others = lanes.filter((other) => other.stem !== stem);
                        state.impute(
                          result,
                          stem,
                          others.map((other) => other.take.sound),
                        );
                      }
                    : undefined
                }
              />
            }
          />
        ))}
      </ul>
      {result.isFinished ? (
        <div class="row">
          <button
            type="button"
            onClick={() => void takeAway.download({ result: result.id, takes: takesHeard })}
          >
            {TEXTS.downloadAll}
          </button>
          <button
            type="button"
            title={TEXTS.downloadMixHelp}
            onClick={() =>
              void takeAway.download({
                result: result.id,
                takes: takesHeard,
                gains: gainsHeard,
              })
            }
          >
            {TEXTS.downloadMix}
          </button>
          <NumberForm
            button={TEXTS.goOn}
            label={TEXTS.goOnSeconds}
            first={8}
            onNumber={(seconds) => {
              state.goOn(result, seconds);
            }}
          />
        </div>
      ) : (
        <p class="faint">{TEXTS.growing}</p>
      )}
      {result.origin !== undefined && (
        <MakeAgain
          origin={result.origin}
          models={shown.models}
          onMake={(sampling, model) => {
            state.makeAgain(result, sampling, model);
          }}
        />
      )}
      <details>
        <summary>{TEXTS.keys}</summary>
        <p>{TEXTS.keysHelp}</p>
      </details>
    </section>
  );
}

/** All of it, or a part that holds where it plays. */
function viewAround(frame: number, frames: number, zoom: number): View {
  const shown = frames / zoom;
  const page = Math.floor(frame / shown);
  const startFrame = zoom === 1 ? 0 : Math.max(0, Math.min(page * shown, frames - shown));
  return { startFrame, frames: shown };
}
