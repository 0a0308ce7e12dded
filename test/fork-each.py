"""Runs files as `python3 FILE` would, each in a fork of this process: an interpreter's start is most of such a run. One JSON a line."""

import json
import os
import runpy
import sys
import tempfile

try:
    import cryptography.hazmat.primitives.ciphers.aead  # noqa: F401
except ImportError:
    pass


def become(file, flags, env, body, out, error):
    os.dup2(body.fileno(), 0)
    os.dup2(out.fileno(), 1)
    os.dup2(error.fileno(), 2)
    sys.stdin = open(0, encoding="utf-8")
    sys.stdout = open(1, "w", encoding="utf-8")
    sys.stderr = open(2, "w", encoding="utf-8")
    os.environ.update(env)
    sys.argv = [file, *flags]
    code = 0
    try:
        runpy.run_path(file, run_name="__main__")
    except SystemExit as left:
        code = left.code or 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


for line in sys.stdin:
    job = json.loads(line)
    with tempfile.TemporaryFile() as body, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
        body.write(job["body"].encode())
        body.seek(0)
        child = os.fork()
        if child == 0:
            become(job["file"], job["flags"], job["env"], body, out, error)
        code = os.WEXITSTATUS(os.waitpid(child, 0)[1])
        texts = []
        for file in (out, error):
            file.seek(0)
            texts.append(file.read().decode())
    print(json.dumps({"code": code, "out": texts[0], "error": texts[1]}), flush=True)
