/**
 * A picture of the view as SVG, drawn from the patcher's presentation rectangles. Shapes and widths are near what Live
 * draws; fonts are not Live's.
 */
import { VIEW_HEIGHT, VIEW_WIDTH } from './view.js';
import type { Box } from './patcher.js';

export function viewPicture(boxes: readonly Box[]): string {
  const shapes = boxes.flatMap((box) =>
    box.presentation_rect ? [drawn(box, box.presentation_rect)] : [],
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${VIEW_WIDTH}" height="${VIEW_HEIGHT}" font-family="sans-serif" font-size="11">`,
    `<rect width="${VIEW_WIDTH}" height="${VIEW_HEIGHT}" fill="#c8c8c8"/>`,
    ...shapes,
    '</svg>\n',
  ].join('\n');
}

function drawn(box: Box, rect: readonly [number, number, number, number]): string {
  const [x, y, width, height] = rect;
  const centre = x + width / 2;
  const frame = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="2" fill="#eeeeee" stroke="#555555"/>`;
  const inFrame = (words: string) =>
    `${frame}<text x="${centre}" y="${y + height / 2 + 4}" text-anchor="middle">${words}</text>`;
  const saved = box['saved_attribute_attributes'] as
    | {
        valueof: {
          parameter_initial: [number];
          parameter_enum?: string[];
          parameter_shortname: string;
        };
      }
    | undefined;
  const start = saved?.valueof.parameter_initial[0] ?? 0;
  switch (box.maxclass) {
    case 'comment':
      return `<text x="${x + 3}" y="${y + 13}">${box.text ?? ''}</text>`;
    case 'led':
      return `<circle cx="${centre}" cy="${y + height / 2}" r="${width / 2 - 1}" fill="#44bb44" stroke="#555555"/>`;
    case 'live.dial':
      return [
        `<text x="${centre}" y="${y + 10}" text-anchor="middle">${saved?.valueof.parameter_shortname ?? ''}</text>`,
        `<circle cx="${centre}" cy="${y + 28}" r="12" fill="none" stroke="#555555" stroke-width="3"/>`,
        `<text x="${centre}" y="${y + height - 3}" text-anchor="middle">${start} dB</text>`,
      ].join('');
    case 'live.menu':
      return inFrame(saved?.valueof.parameter_enum?.[start] ?? '');
    case 'live.numbox':
      return inFrame(String(start));
    case 'slider':
      return frame;
    default:
      return inFrame(box.text ?? '');
  }
}
