"""libfluidsynth and all that it loads, copied into one folder, so that it can be loaded by full path elsewhere.

Left behind: the C library's own parts, which every machine has and which must fit its kernel and loader.
"""

import re
import shutil
import subprocess
from pathlib import Path

from ..render.libfluidsynth import NAME, ORDER

OF_THE_C_LIBRARY = re.compile(r'^(libc|libm|libpthread|libdl|librt|libresolv|libutil|ld-linux[^/]*)\.so')


def find_fluidsynth() -> Path:
    listed = subprocess.run(['ldconfig', '-p'], capture_output=True, text=True, check=True).stdout
    found = re.search(rf'{re.escape(NAME)} .*=> (\S+)', listed)
    if not found:
        raise FileNotFoundError(f'{NAME} is not installed: apt-get install libfluidsynth3')
    return Path(found[1])


def needed_by(library: Path) -> list[Path]:
    """The library and everything that the loader would load with it: always more than any of these needs."""
    listed = subprocess.run(['ldd', str(library)], capture_output=True, text=True, check=True).stdout
    paths = [library] + [Path(path) for path in re.findall(r'=> (/\S+)', listed)]
    return [path for path in paths if not OF_THE_C_LIBRARY.match(path.name)]


def copy_libraries(folder: Path) -> list[str]:
    """Copies them, stripped where there is a strip, with the order to load them in; gives their names in this order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = sorted(needed_by(find_fluidsynth()), key=lambda path: (len(needed_by(path)), path.name))
    for path in paths:
        shutil.copy(path.resolve(), folder / path.name)
        if shutil.which('strip'):
            subprocess.run(['strip', '--strip-unneeded', str(folder / path.name)], capture_output=True, check=False)
    names = [path.name for path in paths]
    (folder / ORDER).write_text('\n'.join(names) + '\n')
    return names
