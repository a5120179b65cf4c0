# SPDX-FileCopyrightText: 2026 The QIcmp authors
# SPDX-License-Identifier: MIT
"""Every folder with code in it has a README.md, and the root README shows the real, short example."""

import re
import sys

from projectfiles import ROOT, project_files

CODE = (".h", ".cpp", ".py", ".sh", "CMakeLists.txt")
EXAMPLE = "lib/doc/examples/ping.cpp"
MOST_LINES = 15  # of the example: what the project promises


def folders_without_readme() -> list[str]:
    files = project_files()
    folders = {parent for path in files if path.name.endswith(CODE) for parent in path.parents}
    return [str(folder) for folder in sorted(folders) if folder / "README.md" not in files]


def example() -> str:
    source = (ROOT / EXAMPLE).read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in source if not line.startswith("// SPDX"))


def example_differs() -> bool:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return example() not in re.findall(r"^```cpp\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)


def main() -> int:
    complaints = [f"{folder}: has no README.md that says what lives there and what may not"
                  for folder in folders_without_readme()]
    if example_differs():
        complaints.append(f"README.md: no ```cpp block is {EXAMPLE} without its SPDX lines")
    if (lines := example().count("\n")) > MOST_LINES:
        complaints.append(f"{EXAMPLE}: has {lines} lines, {MOST_LINES} are promised")
    print("\n".join(complaints) or "every folder has its README.md, the example is the real one")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
