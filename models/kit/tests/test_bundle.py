"""The bundle: its libraries alone render the same bytes as the system's, in a process without any others' help."""

import subprocess
import sys
from pathlib import Path

from stemwright_kit.bundle.libraries import find_fluidsynth, needed_by
from stemwright_kit.bundle.unpack import unpack
from stemwright_kit.render.libfluidsynth import NAME, ORDER

KIT = Path(__file__).parents[1]
SCRIPT = """
import hashlib, sys
from pathlib import Path
from stemwright_kit.render.renderer import Renderer
songs, sounds, libraries = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if sys.argv[3:] else None
audio = Renderer(songs, sounds, 'train', 1, libraries).render(0).audio
loaded = [line.split()[-1] for line in open('/proc/self/maps') if 'libfluidsynth' in line or 'libsndfile' in line]
assert loaded and (not libraries or all(path.startswith(str(libraries)) for path in loaded)), loaded
assert not {'mido', 'soundfile', 'torch', 'onnx'} & set(sys.modules), 'rendering needs numpy only'
print(hashlib.sha256(audio.tobytes()).hexdigest())
"""


def rendered(*paths: Path) -> str:
    done = subprocess.run(
        [sys.executable, '-c', SCRIPT, *map(str, paths)],
        cwd=KIT,
        capture_output=True,
        text=True,
        env={'PATH': ''},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_libraries_are_complete_but_for_the_c_library() -> None:
    names = {path.name for path in needed_by(find_fluidsynth())}
    assert 'libfluidsynth.so.3' in names and 'libsndfile.so.1' in names
    assert not {'libc.so.6', 'libm.so.6'} & names


def test_a_bundle_unpacks_and_renders_by_itself(bundle_folder: Path, songs_path: Path, sounds: Path) -> None:
    libraries = unpack(bundle_folder)
    assert (libraries / ORDER).read_text().split()[-1] == NAME
    assert rendered(bundle_folder / 'songs.npz', bundle_folder / 'sounds', libraries) == rendered(songs_path, sounds)
    assert (bundle_folder / 'stemwright_kit' / 'render' / '__main__.py').exists()
