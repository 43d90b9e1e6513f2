"""JSON that a difference can be read of: objects have a line for each field, lists of numbers or words one line."""

import json
from collections.abc import Mapping


def compact_json(value: object, indent: int = 0) -> str:
    here, deeper = ' ' * indent, ' ' * (indent + 2)
    if isinstance(value, Mapping):
        fields = (f'{deeper}{json.dumps(key)}: {compact_json(field, indent + 2)}' for key, field in value.items())
        return '{\n' + ',\n'.join(fields) + f'\n{here}}}'
    if isinstance(value, list) and any(isinstance(item, list | Mapping) for item in value):
        return '[\n' + ',\n'.join(deeper + compact_json(item, indent + 2) for item in value) + f'\n{here}]'
    return json.dumps(value)
