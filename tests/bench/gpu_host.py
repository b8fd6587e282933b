#!/usr/bin/env python3
"""Measure everything on a machine with a graphics card and without a network, one thing after another, each bounded in time.

All that is found is written to one JSON file as it comes, so that a run that is cut short keeps what it has. On that machine are
Python with numpy and aiohttp, Chromium unpacked in a folder (--chrome), and what was built elsewhere: the native program, the pages
(cargo xtask build --bench) and a small real model. Larger shapes with random weights are made on the spot by a script (--synth),
called as `SCRIPT SHAPE OUT.gguf --vocab-from REAL.gguf`.

usage: gpu_host.py --inkling BIN --pages dist/bench --model SMOLLM2.gguf --out results.json [--synth SCRIPT] [--onnx FOLDER]
"""
import argparse, asyncio, json, os, shlex, shutil, signal, subprocess, sys, tempfile, time

import aiohttp
from aiohttp import web

GPU_FLAGS = ("--enable-unsafe-webgpu --enable-webgpu-developer-features --use-angle=vulkan --enable-features=Vulkan --disable-vulkan-surface "
             "--ignore-gpu-blocklist --disable-gpu-sandbox --enable-dawn-features=allow_unsafe_apis,vulkan_enable_f16_on_nvidia "
             "--disable-dawn-features=timestamp_quantization")
QUIET_FLAGS = ("--headless=new --no-sandbox --no-first-run --disable-background-networking --disable-component-update "
               "--disable-sync --disable-quic")
TYPES = {"html": "text/html", "js": "text/javascript", "mjs": "text/javascript", "wasm": "application/wasm",
         "json": "application/json", "txt": "text/plain; charset=utf-8"}
ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}
SHAPES = ["qwen2-1.5b", "mistral-7b"]
PORT = 9333


class Findings:
    """Written whole after each step."""

    def __init__(self, path, seconds):
        self.path, self.end, self.all = path, time.time() + seconds, {"kind": "bench-host", "unix_ms": time.time() * 1e3, "runs": []}

    def left(self):
        return self.end - time.time()

    def add(self, name, how, begun, result):
        run = {"name": name, "how": how, "seconds": round(time.time() - begun, 1), "result": result}
        self.all["runs"].append(run)
        with open(self.path + ".part", "w") as file:
            json.dump(self.all, file, indent=1)
        os.replace(self.path + ".part", self.path)
        print(f"# {name}  {run['seconds']} s  {summary(result)}", flush=True)


def summary(result):
    """The figures that are looked for first, for the log."""
    if not isinstance(result, dict):
        return str(result)[:400]
    decode = result.get("decode") or {}
    rate = lambda part: {key: value for key, value in (part or {}).items() if isinstance(value, (int, float, str, bool))}
    parts = {"error": result.get("error"), "decode": rate(decode), "prefill": rate(result.get("prefill")),
             "contexts": [(one.get("context"), one.get("tokens_per_s"), one.get("share_of_read_bandwidth"), one.get("skipped"))
                          for one in result.get("contexts") or [] if isinstance(one, dict)],
             "device": rate(result.get("device")), "frames": result.get("frames"), "cold_start": result.get("cold_start"),
             "second_start": result.get("second_start"), "timed_out": result.get("timed_out")}
    keys = result.get("keystrokes") or {}
    parts["keystrokes"] = {key: value for key, value in keys.items() if key != "all_worker_ms"}
    kernels = (result.get("kernels") or {}).get("decode") or {}
    parts["kernels"] = [(one["role"], round(one["ms"], 4)) for one in kernels.get("by_kernel", [])]
    return json.dumps({key: value for key, value in parts.items() if value}, separators=(",", ":"))[:1500]


def environment(options):
    env = dict(os.environ)
    if options.vk_driver and os.path.exists(options.vk_driver):
        env.setdefault("VK_DRIVER_FILES", options.vk_driver)
    return env


async def native(options, findings, name, model, seconds, more):
    begun, kept = time.time(), os.path.join(options.work, f"native-{name}.json")
    command = [os.path.abspath(options.inkling), "bench", model, "--json", "--to", kept, *more]
    seconds = max(1.0, min(seconds, findings.left()))
    result = {}
    try:
        process = await asyncio.create_subprocess_exec(*command, env=environment(options), stdout=asyncio.subprocess.DEVNULL,
                                                       stderr=asyncio.subprocess.PIPE)
        try:
            _, complaint = await asyncio.wait_for(process.communicate(), seconds)
            if process.returncode:
                result["error"] = complaint.decode(errors="replace")[-600:]
        except asyncio.TimeoutError:
            process.kill()
            await process.wait()
            result["timed_out"] = seconds
    except OSError as error:
        result["error"] = str(error)
    if os.path.exists(kept):
        with open(kept) as file:
            result = {**json.load(file), **result}
    findings.add(name, shlex.join(["inkling", *command[1:2], os.path.basename(model), *more]), begun, result)


async def serve(options):
    """The pages, and below models/ and onnx/ what they measure."""
    roots = {"models": options.work, "onnx": options.onnx or options.work}

    async def file(request):
        path = request.match_info["path"]
        first, _, rest = path.partition("/")
        whole = os.path.join(roots[first], rest) if first in roots else os.path.join(options.pages, path)
        if not os.path.isfile(whole):
            return web.Response(status=404)
        kind = TYPES.get(whole.rsplit(".", 1)[-1], "application/octet-stream")
        return web.FileResponse(whole, chunk_size=1 << 20, headers={"Content-Type": kind, **ISOLATED})

    app = web.Application()
    app.router.add_get("/{path:.*}", file)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return site._server.sockets[0].getsockname()[1]


async def page(options, findings, name, address, seconds, port):
    begun = time.time()
    seconds = max(1.0, min(seconds, findings.left()))
    profile = tempfile.mkdtemp()
    program = os.path.join(options.chrome, "app", "chromium") if os.path.isdir(options.chrome) else options.chrome
    flags = shlex.split(options.flags) + QUIET_FLAGS.split() + [f"--remote-debugging-port={PORT}", f"--user-data-dir={profile}"]
    env = {**environment(options), "HOME": profile}
    libraries = os.path.join(options.chrome, "lib")
    if os.path.isdir(libraries):
        env["LD_LIBRARY_PATH"] = libraries
    result, browser, console = {}, None, []
    try:
        browser = subprocess.Popen([program, *flags, "about:blank"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        result = await asyncio.wait_for(visit(f"http://127.0.0.1:{port}/{address}", begun + seconds, console), seconds + 20)
    except Exception as error:  # whatever becomes of one page, the others are measured
        result = {"error": f"{type(error).__name__}: {error}"}
    finally:
        if browser:
            try:
                os.killpg(browser.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            browser.wait()
        shutil.rmtree(profile, ignore_errors=True)
    if console:
        result["console"] = console[-6:]
    findings.add(name, address, begun, result)


async def visit(url, end, console):
    """Opens the page and gives what it left in window.result, in full or as far as it came."""
    async with aiohttp.ClientSession() as http:
        for _ in range(80):
            try:
                tab = await (await http.put(f"http://127.0.0.1:{PORT}/json/new?about:blank")).json()
                break
            except aiohttp.ClientError:
                await asyncio.sleep(0.25)
        else:
            return {"error": "Chromium did not start"}
        async with http.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as ws:
            count = 0

            async def call(method, **params):
                nonlocal count
                count += 1
                await ws.send_json({"id": count, "method": method, "params": params})
                while True:
                    reply = await ws.receive_json()
                    if reply.get("method") == "Runtime.consoleAPICalled" and reply["params"]["type"] in ("error", "warning"):
                        words = (str(part.get("value", part.get("description"))) for part in reply["params"]["args"])
                        console.append(" ".join(words)[:300])
                    if reply.get("id") == count:
                        return reply.get("result", {}).get("result", {}).get("value")

            async def look():
                text = await call("Runtime.evaluate", expression="window.result || '{}'", returnByValue=True)
                return json.loads(text)

            await call("Runtime.enable")
            await call("Page.navigate", url=url)
            while time.time() < end:
                if await call("Runtime.evaluate", expression="document.title", returnByValue=True) == "DONE":
                    return await look()
                await asyncio.sleep(0.25)
            return {**await look(), "timed_out": True}


async def synthesise(options, findings, shape):
    """Begun at once for all: the processor makes them while the graphics card is measured with the small one."""
    begun, path = time.time(), os.path.join(options.work, f"{shape}.gguf")
    if not os.path.exists(path):
        process = await asyncio.create_subprocess_exec(sys.executable, options.synth, shape, path + ".part", "--vocab-from", options.model,
                                                       stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE)
        try:
            _, complaint = await asyncio.wait_for(process.communicate(), max(1.0, min(240.0, findings.left())))
            if process.returncode:
                findings.add(f"{shape} file", "synth", begun, {"error": complaint.decode(errors="replace")[-400:]})
                return None
        except asyncio.TimeoutError:
            process.kill()
            await process.wait()
            findings.add(f"{shape} file", "synth", begun, {"timed_out": True})
            return None
        os.replace(path + ".part", path)
    print(f"# {shape}.gguf is there after {time.time() - begun:.0f} s", flush=True)
    return path


async def main(options):
    os.makedirs(options.work, exist_ok=True)
    findings = Findings(os.path.abspath(options.out), options.seconds)
    small = os.path.join(options.work, "small.gguf")
    if not os.path.exists(small):
        os.symlink(os.path.abspath(options.model), small)
    options.model = os.path.abspath(options.model)
    port = await serve(options)
    shapes = [shape for shape in options.shapes.split(",") if shape] if options.synth else []
    files = {shape: asyncio.create_task(synthesise(options, findings, shape)) for shape in shapes}
    wanted = lambda step: findings.left() > 5 and (not options.only or step in options.only.split(","))
    arguments = shlex.split(options.native_args)
    query = f"&{options.page_args}" if options.page_args else ""

    async def measure(name, file, seconds, keys, peers):
        if wanted("native"):
            await native(options, findings, f"native {name}", os.path.join(options.work, file), seconds, arguments)
        if wanted("inkling"):
            await page(options, findings, f"chromium {name}", f"inkling.html?model=models/{file}{query}&keys={keys}", seconds * 1.5, port)
        if peers and wanted("wllama"):
            await page(options, findings, f"wllama {name}", f"wllama.html?model=models/{file}{query}", seconds, port)

    if not options.shapes_only:
        await measure("smollm2-135m", "small.gguf", options.step_seconds, 40, True)
    if options.onnx and wanted("transformers"):
        await page(options, findings, "transformers.js smollm2-135m", f"transformers.html?folder=onnx{query}", options.step_seconds, port)
    for shape, task in files.items():
        if await task:
            # wllama takes files of up to 2 GB.
            path = os.path.join(options.work, f"{shape}.gguf")
            await measure(shape, f"{shape}.gguf", options.step_seconds * 1.4, 0, os.path.getsize(path) < 2 << 30)
    findings.add("end", "", time.time(), {"seconds_left": round(findings.left())})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inkling", required=True, help="the native program")
    parser.add_argument("--pages", required=True, help="dist/bench")
    parser.add_argument("--model", required=True, help="the small real model")
    parser.add_argument("--out", required=True, help="the JSON file that everything goes into")
    parser.add_argument("--synth", help="the script that makes larger shapes")
    parser.add_argument("--shapes", default=",".join(SHAPES))
    parser.add_argument("--shapes-only", action="store_true", help="leave the small model out")
    parser.add_argument("--onnx", help="the small model for transformers.js")
    parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "inkling-bench"))
    parser.add_argument("--chrome", default="/opt/chrome", help="a folder with app/ and lib/, or a program")
    parser.add_argument("--flags", default=GPU_FLAGS, help="the browser's")
    parser.add_argument("--vk-driver", default="/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json", help="used where it exists")
    parser.add_argument("--seconds", type=float, default=450, help="for all together")
    parser.add_argument("--step-seconds", type=float, default=60, help="for one measurement of the small model")
    parser.add_argument("--only", default="", help="some of native,inkling,wllama,transformers")
    parser.add_argument("--native-args", default="", help="more arguments of `inkling bench`")
    parser.add_argument("--page-args", default="", help="more of the pages' parameters, as in n=128&contexts=100")
    asyncio.run(main(parser.parse_args()))
