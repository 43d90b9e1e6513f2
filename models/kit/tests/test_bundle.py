"""The bundle: its libraries alone render the same bytes as the system's, in a process without any others' help."""
import subprocess
import sys
from pathlib import Path

from stemwright_kit.bundle.libraries import copy_libraries, find_fluidsynth, needed_by
from stemwright_kit.compose.song import TRAIN
from stemwright_kit.render.renderer import Renderer

KIT = Path(__file__).parents[1]
SCRIPT = '''
import hashlib, sys
from pathlib import Path
from stemwright_kit.render.renderer import Renderer
songs, sounds, libraries = map(Path, sys.argv[1:])
audio = Renderer(songs, sounds, 'train', 1, libraries).render(0).audio
loaded = [line.split()[-1] for line in open('/proc/self/maps') if 'libfluidsynth' in line]
assert loaded and all(path.startswith(str(libraries)) for path in loaded), loaded
assert not {'mido', 'soundfile', 'torch', 'onnx'} & set(sys.modules), 'rendering needs numpy only'
print(hashlib.sha256(audio.tobytes()).hexdigest())
'''


def test_libraries_are_complete_but_for_the_c_library():
    names = {path.name for path in needed_by(find_fluidsynth())}
    assert 'libfluidsynth.so.3' in names and 'libsndfile.so.1' in names
    assert not {'libc.so.6', 'libm.so.6'} & names


def test_copied_libraries_render_the_same_bytes(tmp_path, songs_path, sounds):
    import hashlib
    assert copy_libraries(tmp_path / 'lib') > 5
    done = subprocess.run([sys.executable, '-c', SCRIPT, str(songs_path), str(sounds), str(tmp_path / 'lib')], cwd=KIT,
                          capture_output=True, text=True, env={'PATH': ''}, check=False)
    assert done.returncode == 0, done.stderr
    expected = hashlib.sha256(Renderer(songs_path, sounds, TRAIN, 1).render(0).audio.tobytes()).hexdigest()
    assert done.stdout.strip() == expected
