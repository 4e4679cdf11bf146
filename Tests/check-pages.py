#!/usr/bin/env python3
"""Checks pages with the Nu HTML checker and, light and dark, with axe-core in Chromium.

    Tests/check-pages.py VNU.jar AXE.js PAGE.html...

Of the checker's messages those on CSS are left out: the one that PyPI has is older than much of what browsers know.
Ends with status 1 where there is something to complain of.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

RUN = """
addEventListener("load", async () => {
  const result = await axe.run(document, { resultTypes: ["violations"] });
  const found = result.violations.map((it) => ({
    id: it.id, help: it.help, nodes: it.nodes.slice(0, 5).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`),
  }));
  document.documentElement.dataset.axe = encodeURIComponent(JSON.stringify(found));
});
"""


def nu(checker, pages):
    command = ["java", "-jar", checker, "--errors-only", "--filterpattern", ".*CSS.*", *pages]
    return subprocess.run(command, capture_output=True, text=True).stderr.splitlines()


def axe(browser, source, page, dark):
    html = pathlib.Path(page).read_text()
    # The end tag of the body may be left out.
    head, _, rest = html.rpartition("</body>") if "</body>" in html else (html, "", "")
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder, "page.html")
        copy.write_text(f"{head}<script>{source}</script><script>{RUN}</script></body>{rest}")
        command = [
            browser, "--headless", "--disable-gpu", f"--user-data-dir={folder}/profile", "--window-size=1280,2000",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}", "--virtual-time-budget=60000", "--dump-dom",
        ] + (["--no-sandbox"] if os.geteuid() == 0 else []) + [copy.as_uri()]
        output = subprocess.run(command, capture_output=True, text=True).stdout
    found = re.search(r'data-axe="([^"]*)"', output)
    if not found:
        return [f"{page}: axe-core gave no answer"]
    from urllib.parse import unquote
    return [
        f"{page}: {'dark' if dark else 'light'}: {it['id']}: {it['help']}\n    " + "\n    ".join(it["nodes"])
        for it in json.loads(unquote(found[1]))
    ]


def main():
    checker, library, *pages = sys.argv[1:]
    browser = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if not browser:
        sys.exit("check-pages: expected Chromium or Chrome on PATH, found neither")
    source = pathlib.Path(library).read_text().replace("</script", "<\\/script")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
        html = threads.submit(nu, checker, pages)
        looks = [threads.submit(axe, browser, source, page, dark) for page in pages for dark in [False, True]]
        complaints = sum((it.result() for it in [html, *looks]), [])
    print("\n".join(complaints) or f"{len(pages)} pages: nothing to complain of")
    sys.exit(bool(complaints))


main()
