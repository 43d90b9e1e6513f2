"""Loading a graph in the kit leaves nothing in the user's home and reports nothing: onnxruntime's telemetry is off."""

import os
import subprocess
import sys
from pathlib import Path

KIT = Path(__file__).parents[1]
GRAPH = KIT.parent / 'gaussian' / 'model.onnx'
OPEN_GRAPH = (
    'import sys; from pathlib import Path; from stemwright_kit.release.parity import open_graph; '
    'open_graph(Path(sys.argv[1]))'
)


def test_a_fresh_home_is_empty_after_a_graph_has_been_opened(tmp_path: Path) -> None:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != 'ORT_DISABLE_TELEMETRY' and not name.startswith('XDG_')
    }
    home = {'HOME': str(tmp_path), 'USERPROFILE': str(tmp_path)}
    environment = kept | home | {'PYTHONPATH': str(KIT), 'PYTHONDONTWRITEBYTECODE': '1'}
    subprocess.run([sys.executable, '-c', OPEN_GRAPH, str(GRAPH)], env=environment, check=True)
    assert list(tmp_path.rglob('*')) == []
