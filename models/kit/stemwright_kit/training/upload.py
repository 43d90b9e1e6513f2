"""Upload: numbers drawn on the processor, to the training device, without waiting for what is queued there.

A plain `.to` waits until the device has done all its work: ten of them a step, and processor and GPU work by turns.
"""

import numpy as np
import torch
from torch import Tensor


def upload(array: np.ndarray, device: torch.device) -> Tensor:
    return torch.from_numpy(array).to(device, non_blocking=True)
