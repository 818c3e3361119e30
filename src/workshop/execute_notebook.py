"""Executes a notebook on the facelab kernel: execute_notebook.py NOTEBOOK OUTPUT CELL_TIMEOUT WORKING_FOLDER.

Tells its progress as one JSON object a line on standard output, so that TypeScript can follow. The executed notebook
is written to OUTPUT also when a cell fails. SIGTERM shuts the kernel down before the process ends.
"""

import asyncio
import json
import os
import signal
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import nbformat  # noqa: E402
import psutil  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: E402

# After an error tslab drops the requests that it receives within 200 ms.
SECONDS_AFTER_ERROR = 0.3


def tell(event, **details):
    print(json.dumps({"event": event, **details}), flush=True)


class PeakMemory:
    """The largest resident memory of the kernel and its children, sampled while cells run."""

    def __init__(self, client):
        self.client = client
        self.peak = 0

    async def watch(self):
        while True:
            try:
                provisioner = getattr(self.client.km, "provisioner", None)
                pid = getattr(provisioner, "pid", None)
                if pid:
                    kernel = psutil.Process(pid)
                    family = [kernel, *kernel.children(recursive=True)]
                    self.peak = max(self.peak, sum(process.memory_info().rss for process in family))
            except psutil.Error:
                pass
            await asyncio.sleep(0.25)


async def execute(path, output, cell_timeout, folder):
    notebook = nbformat.read(path, as_version=4)
    code_cells = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    client = NotebookClient(
        notebook,
        kernel_name="facelab",
        timeout=cell_timeout or None,
        startup_timeout=120,
        record_timing=False,
        resources={"metadata": {"path": folder}},
        on_cell_start=lambda cell, cell_index: started(cell_index),
        on_cell_executed=lambda cell, cell_index, execute_reply: ended(cell_index),
    )
    begun = {}

    def started(index):
        begun[index] = time.monotonic()
        if index in code_cells:
            tell("cell", cell=index, position=code_cells.index(index) + 1, of=len(code_cells))

    def ended(index):
        tell("executed", cell=index, seconds=time.monotonic() - begun.get(index, time.monotonic()))

    memory = PeakMemory(client)
    watching = asyncio.ensure_future(memory.watch())
    tell("start", of=len(code_cells))
    try:
        await client.async_execute()
    except CellExecutionError:
        # tslab prints the error to the cell's standard error and tells no name of it.
        await asyncio.sleep(SECONDS_AFTER_ERROR)
        tell("error", cell=max(begun, default=0), kind="cell")
    except CellTimeoutError:
        tell("error", cell=max(begun, default=0), kind="timeout")
    except DeadKernelError:
        tell("error", cell=max(begun, default=0), kind="died")
    finally:
        watching.cancel()
        if client.km is not None and await client.km.is_alive():
            await client.km.shutdown_kernel(now=True)
        unfinished = output + ".unfinished"
        nbformat.write(notebook, unfinished)
        os.replace(unfinished, output)
        tell("end", memory=memory.peak)


async def main():
    path, output, cell_timeout, folder = sys.argv[1:5]
    work = asyncio.ensure_future(execute(path, output, float(cell_timeout), folder))
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            asyncio.get_running_loop().add_signal_handler(number, work.cancel)
        except NotImplementedError:  # Windows has no signal handlers in event loops
            pass
    try:
        await work
    except asyncio.CancelledError:
        tell("error", cell=-1, kind="interrupted")


if __name__ == "__main__":
    asyncio.run(main())
