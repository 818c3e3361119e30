"""Prints versions and the device as JSON."""
import json
import platform

import numpy
import pytorch_metric_learning
import sklearn
import torch

device = torch.cuda.get_device_name() if torch.cuda.is_available() else f"CPU, {torch.get_num_threads()} threads"
print(json.dumps({
    "Python": platform.python_version(),
    "PyTorch": f"{torch.__version__} ({device})",
    "NumPy": numpy.__version__,
    "scikit-learn": sklearn.__version__,
    "pytorch-metric-learning": pytorch_metric_learning.__version__,
}))
