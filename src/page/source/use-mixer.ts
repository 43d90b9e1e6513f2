/**
 * Use mixer: a result's sounds, played for as long as its lanes are shown.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';

import type { Connection } from './connection.js';
import type { Loop } from './mixer-protocol.js';
import { Player, type PlayedSound, type Playing } from './player.js';
import { framesOf, type Result } from './read-results.js';

export interface Mixed {
  readonly connection: Connection;
  readonly result: Result;
  readonly played: readonly PlayedSound[];
  readonly loop: Loop | undefined;
  /** without a loop all of it is looped */
  readonly isLooping: boolean;
  /** a sound is not there any more; what the daemon says of it */
  readonly onGone: (message: string) => void;
}

export interface MixerControls extends Playing {
  /** what all sounds have */
  readonly frames: number;
  readonly rateHz: number;
  readonly playOrPause: () => void;
  readonly seek: (frame: number) => void;
}

export function useMixer({
  connection,
  result,
  played,
  loop,
  isLooping,
  onGone,
}: Mixed): MixerControls {
  const [playing, setPlaying] = useState<Playing>({ frame: 0, isPlaying: false });
  const player = useMemo(
    () => {
      const [first] = result.stems;
      const channels = Math.max(1, ...result.stems.map((stem) => stem.channels));
      return new Player(first && { ...first, channels }, connection, {
        onPlaying: setPlaying,
        onGone,
      });
    },
    // one that grows is the same result
    [connection, result.id],
  );
  useEffect(
    () => () => {
      player.close();
    },
    [player],
  );
  const frames = framesOf(played.map(({ sound }) => sound));
  // the mixer waits for what one that grows has not yet
  const endFrame = result.isFinished ? frames : Infinity;
  const lanes = played.map(({ sound, gain }) => `${sound.address} ${sound.frames} ${gain}`).join();
  useEffect(() => {
    player.set(played, endFrame);
  }, [player, lanes, endFrame]);
  const whole = useMemo(() => ({ startFrame: 0, endFrame: frames }), [frames]);
  const looped = loop ?? (isLooping && result.isFinished ? whole : undefined);
  useEffect(() => {
    player.setLoop(looped);
  }, [player, looped]);
  return {
    ...playing,
    frames,
    rateHz: result.stems[0]?.rateHz ?? 1,
    playOrPause: () => {
      player.play(!playing.isPlaying);
    },
    seek: (frame) => {
      const within = Math.max(0, Math.min(frame, frames));
      player.seek(within);
      setPlaying({ ...playing, frame: within });
    },
  };
}
