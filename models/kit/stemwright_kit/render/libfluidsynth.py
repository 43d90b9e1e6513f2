"""libfluidsynth by ctypes: finds and loads the library, and declares the few functions that are used.

From a folder, every library listed in its ORDER file is loaded by its full path, each after those it needs: nothing has
to be installed and no environment variable set. Without a folder, the system's own library is loaded.
"""

import ctypes
from functools import lru_cache
from pathlib import Path

NAME = 'libfluidsynth.so.3'
ORDER = 'order.txt'  # names, those first that others need; libfluidsynth is the last
# the system's own, where it has them: others may share them
RUNTIMES = ('libstdc++.so.6', 'libgcc_s.so.1', 'libgomp.so.1')
POINTER = ctypes.c_void_p
TEXT = ctypes.c_char_p
INTEGER = ctypes.c_int
NUMBER = ctypes.c_double
SMALL_NUMBER = ctypes.c_float
SIGNATURES = {
    'new_fluid_settings': (POINTER,),
    'fluid_settings_setnum': (INTEGER, POINTER, TEXT, NUMBER),
    'fluid_settings_setint': (INTEGER, POINTER, TEXT, INTEGER),
    'new_fluid_synth': (POINTER, POINTER),
    'fluid_set_log_function': (POINTER, INTEGER, POINTER, POINTER),
    'fluid_synth_sfload': (INTEGER, POINTER, TEXT, INTEGER),
    'fluid_synth_pin_preset': (INTEGER, POINTER, INTEGER, INTEGER, INTEGER),
    'fluid_synth_program_select': (INTEGER, POINTER, INTEGER, INTEGER, INTEGER, INTEGER),
    'fluid_synth_get_sfont_by_id': (POINTER, POINTER, INTEGER),
    'fluid_synth_add_sfont': (INTEGER, POINTER, POINTER),
    'fluid_synth_remove_sfont': (INTEGER, POINTER, POINTER),
    'delete_fluid_synth': (None, POINTER),
    'fluid_synth_noteon': (INTEGER, POINTER, INTEGER, INTEGER, INTEGER),
    'fluid_synth_noteoff': (INTEGER, POINTER, INTEGER, INTEGER),
    'fluid_synth_set_gen': (INTEGER, POINTER, INTEGER, INTEGER, SMALL_NUMBER),
    'fluid_synth_cc': (INTEGER, POINTER, INTEGER, INTEGER, INTEGER),
    'fluid_synth_write_float': (INTEGER, POINTER, INTEGER, POINTER, INTEGER, INTEGER, POINTER, INTEGER, INTEGER),
}


@lru_cache
def load(folder: Path | None) -> ctypes.CDLL:
    library = _from_folder(folder) if folder else ctypes.CDLL(NAME)
    for name, (result, *arguments) in SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    for level in range(5):
        library.fluid_set_log_function(level, None, None)  # a missing preset is told by return codes
    return library


def _from_folder(folder: Path) -> ctypes.CDLL:
    for name in (folder / ORDER).read_text().split():
        if name not in RUNTIMES or not _loads(name):
            library = ctypes.CDLL(str(folder / name))
    return library


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
        return True
    except OSError:
        return False
