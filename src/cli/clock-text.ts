/**
 * Clock text: a time that is left, as people read it.
 */

/** Seconds as m:ss, from an hour on as h:mm:ss. */
export function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const padded = (value: number) => String(value).padStart(2, '0');
  const start = hours === 0 ? String(minutes) : `${hours}:${padded(minutes)}`;
  return `${start}:${padded(whole % 60)}`;
}
