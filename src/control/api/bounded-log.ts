/**
 * Bounded log: so many lines at once and a second, for those that anybody can cause. How many are left out is told ten seconds
 * after the first of them, a level of the log at a time.
 */
import type { LogLine, LogPort } from '../../log-port.js';
import type { Clock } from './clock.js';
import { createRateLimiter, type RateLimit } from './rate-limit.js';

const LINES: RateLimit = { burst: 50, perSecond: 2 };
const TOLD_AFTER_MS = 10_000;

export function boundedLog(log: LogPort, clock: Clock): LogPort {
  const limiter = createRateLimiter(LINES, clock);

  function bounded(level: keyof LogPort): LogLine {
    let leftOut = 0;
    return (fields, message) => {
      if (limiter.admit(level) === 'admitted') {
        log[level](fields, message);
        return;
      }
      leftOut++;
      if (leftOut > 1) return;
      clock.after(TOLD_AFTER_MS, () => {
        log[level]({ leftOut }, 'lines about clients were left out, for there were too many');
        leftOut = 0;
      });
    };
  }

  return {
    debug: bounded('debug'),
    info: bounded('info'),
    warn: bounded('warn'),
    error: bounded('error'),
  };
}
