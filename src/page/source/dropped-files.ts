/**
 * Dropped files: what is dropped as files, those of folders too. Of a folder, what its own system takes for something else than sound is
 * left out, and names that begin with a dot; whether the rest is sound the daemon says.
 */

/** What is dropped can be looked at only while its event lasts: all of it is taken hold of before the first wait. */
export async function droppedFiles(dropped: DataTransfer | null): Promise<File[]> {
  const taken = [...(dropped?.items ?? [])].map((item) => ({
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  }));
  const files: File[] = [];
  for (const { entry, file } of taken) {
    if (isFolder(entry)) files.push(...(await filesBelow(entry)));
    else if (file !== null) files.push(file);
  }
  return files;
}

/** Whether what is dragged are files, and not a text or a stem of this page. */
export function areFiles(dragged: DataTransfer | null): boolean {
  return dragged?.types.includes('Files') === true;
}

/** Not every browser has the names of these interfaces: Chromium has others. */
function isFolder(entry: FileSystemEntry | null): entry is FileSystemDirectoryEntry {
  return entry?.isDirectory === true;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

async function filesBelow(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const files: File[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.name.startsWith('.')) continue;
    if (isFolder(entry)) files.push(...(await filesBelow(entry)));
    if (!isFile(entry)) continue;
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    if (file.type === '' || /^(audio|video)\//.test(file.type)) files.push(file);
  }
  return files;
}

/** A reader tells entries by and by, and none at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const more = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (more.length === 0) return entries;
    entries.push(...more);
  }
}
