"""What TensorBoard's own loader finds in a folder of event files, as JSON; numbers as hexadecimal floats."""

import json
import sys

from tensorboard.backend.event_processing import event_accumulator, event_file_loader
from tensorboard.plugins.hparams import metadata as hparams
from tensorboard.util import tensor_util

folder, path = sys.argv[1:]
everything = {
    event_accumulator.SCALARS: 0,
    event_accumulator.HISTOGRAMS: 0,
    event_accumulator.TENSORS: 0,
}
run = event_accumulator.EventAccumulator(folder, size_guidance=everything)
run.Reload()
tags = run.Tags()
texts = {
    tag: [
        [e.step, tensor_util.make_ndarray(e.tensor_proto).item().decode()]
        for e in run.Tensors(tag)
    ]
    for tag in tags["tensors"]
    if run.SummaryMetadata(tag).plugin_data.plugin_name == "text"
}
settings = {}
for tag in tags["tensors"]:
    data = run.SummaryMetadata(tag).plugin_data
    if tag == hparams.SESSION_START_INFO_TAG:
        for key, value in hparams.parse_session_start_info_plugin_data(data.content).hparams.items():
            settings[key] = str(getattr(value, value.WhichOneof("kind")))
    if tag == hparams.SESSION_END_INFO_TAG:
        settings["end"] = str(hparams.parse_session_end_info_plugin_data(data.content).status)
print(
    json.dumps(
        {
            "version": run.file_version,
            "records": sum(1 for _ in event_file_loader.EventFileLoader(path).Load()),
            "first": run.FirstEventTimestamp().hex(),
            "scalars": {
                tag: [[e.step, e.value.hex()] for e in run.Scalars(tag)] for tag in tags["scalars"]
            },
            "histograms": {
                tag: [
                    [e.step, list(e.histogram_value.bucket), list(e.histogram_value.bucket_limit)]
                    for e in run.Histograms(tag)
                ]
                for tag in tags["histograms"]
            },
            "texts": texts,
            "settings": settings,
        }
    )
)
