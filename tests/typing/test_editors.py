"""What an editor shows: completion and hover, asked of pyright's language server as editors ask it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
TEXT = """\
import tinygrad_lr as torch

torch.tensor([1.0]).
torch.
x = torch.tensor([1.0]).sum(dim=0)
torch.nn.
"""


class Server:
    """pyright's language server, with one file open."""

    def __init__(self, folder):
        command = [sys.executable, "-m", "pyright.langserver", "--stdio"]
        # The library is found as an editor finds what is installed: by the interpreter that comes first.
        env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder, env=env)
        self.number, self.uri = 0, (folder / "page.py").as_uri()
        root = {"uri": folder.as_uri(), "name": folder.name}
        self.ask(
            "initialize", {"processId": None, "rootUri": root["uri"], "workspaceFolders": [root], "capabilities": {}}
        )
        self.tell("initialized", {})
        document = {"uri": self.uri, "languageId": "python", "version": 1, "text": TEXT}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            length = 0
            while (line := self.process.stdout.readline().strip()) != b"":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            message = json.loads(self.process.stdout.read(length))
            if message.get("id") == self.number and "method" not in message:
                return message.get("result")
            if "id" in message and "method" in message:  # what the server asks: it has no settings
                items = message.get("params", {}).get("items", []) if isinstance(message.get("params"), dict) else []
                self.send({"id": message["id"], "result": [None for _ in items]})

    def at(self, method, line, character):
        place = {"textDocument": {"uri": self.uri}, "position": {"line": line, "character": character}}
        return self.ask(f"textDocument/{method}", place)

    def names(self, line):
        """What is completed at the end of a line."""
        found = self.at("completion", line, len(TEXT.splitlines()[line]))
        return {item["label"]: item for item in (found["items"] if isinstance(found, dict) else found)}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    pytest.importorskip("pyright")
    folder = tmp_path_factory.mktemp("editor")
    (folder / "page.py").write_text(TEXT)
    server = Server(folder)
    yield server
    server.process.kill()
    server.process.wait()
    server.process.stdin.close()
    server.process.stdout.close()


def test_a_tensors_operations_are_completed(server):
    names = server.names(2)
    assert {"sum", "backward", "reshape", "add_", "grad", "requires_grad", "T", "numpy", "item", "max"} <= {*names}
    assert len(names) > 400
    shown = json.dumps(server.ask("completionItem/resolve", names["reshape"]))
    assert "Tensor" in shown


def test_the_modules_functions_are_completed(server):
    names = server.names(3)
    assert {"relu", "mm", "zeros", "nn", "optim", "Tensor", "float32", "manual_seed", "compile"} <= {*names}
    assert not {"_functional", "overload"} & {*names}
    assert {"Linear", "Sequential", "MSELoss", "functional"} <= {*server.names(5)}


def test_hover_tells_the_form_and_the_docstring(server):
    line = TEXT.splitlines()[4]
    shown = json.dumps(server.at("hover", 4, line.index("sum") + 1))
    assert "dim" in shown
    assert "-> Tensor" in shown
    assert "sum of all elements" in shown
