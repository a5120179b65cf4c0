# SPDX-FileCopyrightText: 2026 The QIcmp authors
# SPDX-License-Identifier: MIT
"""Includes point one way only:

    values <- codec, clock <- engine <- transport <- manager, request <- host, model <- gui, proxy

A layer may include itself and what stands before it. Each file has a layer by the first pattern
below that matches its path; what lib/api/ holds beyond the values is the inside of the manager.
"""

import re
import sys

from projectfiles import ROOT, project_files

ENGINE = {"codec", "clock", "engine"}
# What puts the engine's words into values: private files of lib/api/ that know no transport.
BINDING = ENGINE | {"values", "binding"}
TRANSPORT = ENGINE | {"transport"}
MANAGER = TRANSPORT | BINDING | {"manager"}
HOST = MANAGER | {"host"}

# (pattern of the path, layer, layers it may include)
LAYERS = [
    (r"lib/codec/", "codec", {"codec"}),
    (r"lib/engine/\w*clock\w*\.", "clock", {"clock"}),
    (r"lib/engine/", "engine", ENGINE),
    (r"lib/transport/", "transport", TRANSPORT),
    (r"lib/api/(address|time)conversion|lib/api/(errormessage|optionsresolution)", "binding", BINDING),
    (r"lib/api/(options|result)data|lib/api/recycled", "binding", BINDING),
    (r"lib/api/qicmp(error|global|options|proxy|reply|result|statistics)\.h", "values", {"values"}),
    (r"lib/api/(interarrival|latency|probetally|roundtrip|slicering)", "values", {"values"}),
    (r"lib/api/qicmp(error|options|proxy|reply|statistics)\.cpp", "values", {"values", "binding"}),
    (r"lib/api/(qicmp)?host(?!resolver)", "host", HOST),
    (r"lib/api/", "manager", MANAGER),
    (r"gui/", "gui", HOST | {"gui"}),
    (r"proxy/", "proxy", HOST | {"proxy"}),
]

# Folders that must stay free of Qt and of the operating system's sockets.
PLAIN = ("lib/codec/", "lib/engine/")
QT = re.compile(r"^(Q[A-Z]|Qt|q[a-z]+\.h$)")
# arpa/inet.h is not among them: inet_ntop() turns bytes into text and needs no socket.
SOCKETS = re.compile(r"^(sys/(socket|un|epoll|uio)|netinet|net|linux|netdb|poll|ifaddrs)\b")
WIDGETS = re.compile(
    r"^(QtWidgets|Q(Application|MainWindow|\w*Widget|\w*Dialog|\w*View|\w*Button|\w*Layout|\w*Delegate"
    r"|\w*SpinBox|Label|Menu|MenuBar|SystemTrayIcon|LineEdit|ComboBox|MessageBox|Splitter|StatusBar"
    r"|ToolBar|Style\w*))(/|$)")

GENERATED = re.compile(r"\.moc$|^moc_|^ui_|_export\.h$")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.M)


def layer_of(path: str):
    for pattern, layer, allowed in LAYERS:
        if re.match(pattern, path):
            return layer, allowed
    return None, None


def is_public_header(path: str) -> bool:
    name = path.rpartition("/")[2]
    return (path.startswith("lib/api/") and name.startswith("qicmp") and name.endswith(".h")
            and not name.endswith("_p.h"))


def resolve(including: str, name: str, headers: set[str]):
    """The project's header that an include names, or nothing if it is somebody else's."""
    folder = including.rpartition("/")[0]
    camel = name.rpartition("/")[2]
    spellings = [f"{folder}/{name}", f"lib/{name}", f"lib/api/{name}", name,
                 f"gui/{name}", f"proxy/{name}"]
    if camel.startswith("QIcmp"):
        spellings.append(f"lib/api/{camel.lower()}.h")
    return next((path for path in spellings if path in headers), None)


def complaints_about(path: str, text: str, headers: set[str]):
    layer, allowed = layer_of(path)
    for bracket, name in INCLUDE.findall(text):
        target = resolve(path, name, headers)
        if target is None:
            if path.startswith(PLAIN) and QT.match(name):
                yield f"includes {name}, but {layer} knows no Qt"
            elif path.startswith(PLAIN) and SOCKETS.match(name):
                yield f"includes {name}, but {layer} knows no socket"
            elif path.startswith("gui/session/") and WIDGETS.match(name):
                yield f"includes {name}, but gui/session works without widgets"
            elif bracket == '"' and not GENERATED.search(name):
                yield f'includes "{name}", which is not in the project'
            continue
        target_layer, _ = layer_of(target)
        if target_layer not in allowed:
            yield f"({layer}) includes {target} ({target_layer}), which stands after it"
        elif is_public_header(path) and not is_public_header(target):
            yield f"is public but includes {target}, which is not installed"
        elif path.startswith("gui/session/") and target.startswith("gui/window/"):
            yield f"includes {target}, but gui/session works without widgets"


def main() -> int:
    sources = [str(path) for path in project_files(".h", ".cpp")]
    headers = {path for path in sources if path.endswith(".h")}
    layered = {path: (ROOT / path).read_text(encoding="utf-8")
               for path in sources if layer_of(path)[0] is not None}
    complaints = [f"{path}: {complaint}" for path, text in layered.items()
                  for complaint in complaints_about(path, text, headers)]
    print("\n".join(complaints) or f"{len(layered)} files, every include points the right way")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
