"""libfluidsynth by ctypes: finds and loads the library, and declares the few functions that are used.

From a folder, every library there is loaded by its full path, in whatever order works: nothing needs to be installed and no
environment variable set. Without a folder, the system's own library is loaded.
"""
import ctypes
from functools import lru_cache
from pathlib import Path

NAME = 'libfluidsynth.so.3'
RUNTIMES = ('libstdc++.so.6', 'libgcc_s.so.1', 'libgomp.so.1')     # the system's own, where it has them: others may share them
POINTER, TEXT, INTEGER, NUMBER = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_double
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
        library.fluid_set_log_function(level, None, None)            # a missing preset is told by return codes
    return library


def _from_folder(folder: Path) -> ctypes.CDLL:
    for name in RUNTIMES:
        try:
            ctypes.CDLL(name)
        except OSError:
            pass
    loaded: dict[str, ctypes.CDLL] = {}
    waiting = sorted(folder.glob('*.so*'))
    while waiting:
        failed, reason = [], None
        for path in waiting:
            try:
                loaded[path.name] = ctypes.CDLL(str(path))
            except OSError as error:
                failed.append(path)
                reason = error
        if NAME in loaded:
            return loaded[NAME]
        if len(failed) == len(waiting):
            raise OSError(f'cannot load {NAME} from {folder}: {reason}')
        waiting = failed
    raise OSError(f'no {NAME} in {folder}')
