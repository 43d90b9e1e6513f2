/**
 * Live panel: a live session is started, heard of, set and stopped here, and parts of what came in become jobs.
 */
import type { JSX } from 'preact';

import type { ReplyValues } from '../../../control/api/replies.js';
import type { StemLook } from '../page-state.js';
import { useShown } from '../store.js';
import { TEXTS } from '../texts.js';
import { CaptureStrip } from './capture-strip.js';
import { LiveForm } from './live-form.js';
import { INPUT, type LiveState } from './live-state.js';
import { LiveStem } from './live-stem.js';
import { Meter } from './meter.js';

export interface LivePanelProps {
  readonly live: LiveState;
  readonly looks: ReadonlyMap<string, StemLook>;
}

/** What is taken by one button. */
const BARS = 8;
const SECONDS = 12;

export function LivePanel({ live, looks }: LivePanelProps): JSX.Element {
  const shown = useShown(live.store);
  const { isOpen, status, change, capture, problem, isHeld, news } = shown;
  const isRunning = status?.running === true;
  return (
    <details
      class="panel"
      open={isOpen}
      onToggle={({ currentTarget }) => {
        live.setOpen(currentTarget.open);
      }}
    >
      <summary>
        <h2>{TEXTS.live.title}</h2>
      </summary>
      <div role="status">
        {problem !== undefined && <p class="notice">{problem}</p>}
        {change === 'starting' && <p>{TEXTS.live.starting}</p>}
        {isRunning && <p>{statusText(status)}</p>}
      </div>
      {isRunning || change === 'starting' ? (
        <div class="row">
          <button
            type="button"
            disabled={change === 'stopping'}
            onClick={() => {
              live.stop();
            }}
          >
            {TEXTS.live.stop}
          </button>
          {isHeld !== undefined && (
            <button
              type="button"
              aria-pressed={isHeld}
              onClick={() => {
                live.hold(!isHeld);
              }}
            >
              {TEXTS.live.hold}
            </button>
          )}
        </div>
      ) : (
        <LiveForm
          devices={shown.devices}
          stems={[...shown.settings.keys()]}
          looks={looks}
          onStart={(options) => {
            live.start(options);
          }}
          onLookForDevices={() => {
            live.lookForDevices();
          }}
        />
      )}
      <ul class="list">
        <li class="live-stem">
          <strong>{TEXTS.live.input}</strong>
          <Meter live={live} stem={INPUT} label={TEXTS.live.loudnessOf(TEXTS.live.input)} />
        </li>
        {[...shown.settings].map(([stem, setting]) => (
          <LiveStem key={stem} live={live} stem={stem} look={looks.get(stem)} setting={setting} />
        ))}
      </ul>
      {capture !== undefined && capture.seconds > 0 && (
        <section aria-labelledby="capture">
          <h3 id="capture">{TEXTS.live.capture}</h3>
          <CaptureStrip capture={capture} inputPeaks={shown.inputPeaks} bars={BARS} />
          <div class="row">
            <button
              type="button"
              onClick={() => {
                live.mark();
              }}
            >
              {TEXTS.live.mark}
            </button>
            <Take live={live} span={`${BARS}bars`} text={TEXTS.live.takeBars(BARS)} />
            <Take live={live} span={`${SECONDS}s`} text={TEXTS.live.takeSeconds(SECONDS)} />
            {capture.markSecondsAgo !== undefined && (
              <Take live={live} span="mark" text={TEXTS.live.takeMark} />
            )}
          </div>
        </section>
      )}
      {news.length > 0 && (
        <ol class="list faint" aria-label={TEXTS.live.news}>
          {news.map((sentence, index) => (
            <li key={news.length - index}>{sentence}</li>
          ))}
        </ol>
      )}
    </details>
  );
}

interface TakeProps {
  readonly live: LiveState;
  /** such as "8bars" */
  readonly span: string;
  readonly text: string;
}

function Take({ live, span, text }: TakeProps): JSX.Element {
  return (
    <button
      type="button"
      onClick={() => {
        live.take(span);
      }}
    >
      {text}
    </button>
  );
}

function statusText(status: ReplyValues<'liveStatus'>): string {
  const { latencyFrames, rateHz, xruns, overrun, overruns, steps, windowSeconds, load } = status;
  const parts: string[] = [];
  if (latencyFrames > 0)
    parts.push(TEXTS.live.latency(Math.round((1000 * latencyFrames) / rateHz)));
  if (windowSeconds > 0)
    parts.push(TEXTS.live.governor(windowSeconds, steps, Math.round(100 * load)));
  parts.push(TEXTS.live.missing(xruns, overruns));
  if (overrun) parts.push(TEXTS.live.passing);
  return parts.join(' ');
}
