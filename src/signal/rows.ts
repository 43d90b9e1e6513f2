/**
 * Rows: a few operations on lists of equally or differently long mono signals.
 */

/** All rows one after the other: [rows][frames] in one array. */
export function concatenateRows(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.reduce((frames, row) => frames + row.length, 0));
  let start = 0;
  for (const row of rows) {
    all.set(row, start);
    start += row.length;
  }
  return all;
}

/** The plain sum of equally long rows, rounded once per row to 32 bits. */
export function sumRows(rows: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(rows[0]?.length ?? 0);
  for (const row of rows) {
    if (row.length !== sum.length) {
      throw new Error(`sumRows: rows of ${sum.length} and ${row.length} frames`);
    }
    for (let t = 0; t < sum.length; t++) sum[t]! += row[t]!;
  }
  return sum;
}

/** The mean of equally long rows: the channels of a recording in mono. */
export function meanRow(rows: readonly Float32Array[]): Float32Array {
  const mean = sumRows(rows);
  if (rows.length > 1) for (let t = 0; t < mean.length; t++) mean[t]! /= rows.length;
  return mean;
}
