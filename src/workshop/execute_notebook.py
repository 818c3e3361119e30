"""Executes a notebook on the facelab kernel: execute_notebook.py NOTEBOOK OUTPUT CELL_TIMEOUT WORKING_FOLDER [CONNECTION].

With the connection file of a kernel that runs already, the cells are executed there, and it goes on running.

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
from jupyter_client.asynchronous import AsyncKernelClient  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: E402

# After an error tslab drops the requests that it receives within 200 ms.
SECONDS_AFTER_ERROR = 0.3


def tell(event, **details):
    print(json.dumps({"event": event, **details}), flush=True)


class Memory:
    """The resident memory of the kernel and its children, now and at most, sampled while cells run."""

    def __init__(self, client, connection):
        self.client = client
        self.pid = pid_of(connection) if connection else None
        self.now = 0
        self.peak = 0

    def sample(self):
        try:
            pid = self.pid or getattr(getattr(self.client.km, "provisioner", None), "pid", None)
            if pid:
                kernel = psutil.Process(pid)
                family = [kernel, *kernel.children(recursive=True)]
                self.now = sum(process.memory_info().rss for process in family)
                self.peak = max(self.peak, self.now)
        except psutil.Error:
            pass

    async def watch(self):
        told = time.monotonic()
        while True:
            self.sample()
            if time.monotonic() - told > 1:
                told = time.monotonic()
                tell("memory", memory=self.now)
            await asyncio.sleep(0.25)


def pid_of(connection):
    """The process that was started with this connection file."""
    name = os.path.basename(connection)
    for process in psutil.process_iter(["cmdline"]):
        if any(os.path.basename(part) == name for part in process.info["cmdline"] or []):
            return process.pid
    return None


class RunningKernel(AsyncKernelClient):
    """A kernel that another program has started. While tslab compiles it answers no heartbeat: the process tells whether it lives."""

    process = None

    async def _async_is_alive(self):
        return self.process is not None and self.process.is_running() and self.process.status() != psutil.STATUS_ZOMBIE

    is_alive = _async_is_alive


async def execute_in(client, connection):
    """Executes the notebook in the kernel that listens there."""
    client.kc = RunningKernel(connection_file=connection)
    pid = pid_of(connection)
    client.kc.process = psutil.Process(pid) if pid else None
    client.kc.load_connection_file()
    client.kc.start_channels()
    try:
        try:
            await client.kc.wait_for_ready(timeout=120)
        except RuntimeError as error:
            raise DeadKernelError(str(error)) from error
        client.reset_execution_trackers()
        for index, cell in enumerate(client.nb.cells):
            await client.async_execute_cell(cell, index)
    finally:
        client.kc.stop_channels()


async def execute(path, output, cell_timeout, folder, connection=None):
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
            # Sampled here too: cells that take less than a second end between two samples that are told.
            memory.sample()
            tell("cell", cell=index, position=code_cells.index(index) + 1, of=len(code_cells), memory=memory.now)

    def ended(index):
        seconds = time.monotonic() - begun.get(index, time.monotonic())
        tell("executed", cell=index, code=index in code_cells, seconds=seconds)

    memory = Memory(client, connection)
    watching = asyncio.ensure_future(memory.watch())
    tell("start", of=len(code_cells))
    try:
        await (execute_in(client, connection) if connection else client.async_execute())
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
        memory.sample()
        if client.km is not None and await client.km.is_alive():
            await client.km.shutdown_kernel(now=True)
        unfinished = output + ".unfinished"
        nbformat.write(notebook, unfinished)
        os.replace(unfinished, output)
        tell("end", memory=memory.now if connection else memory.peak)


async def main():
    path, output, cell_timeout, folder, *connection = sys.argv[1:]
    work = asyncio.ensure_future(execute(path, output, float(cell_timeout), folder, *connection))
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
