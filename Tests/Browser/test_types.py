# SPDX-License-Identifier: Apache-2.0
"""The client against its own types: TypeScript's checker over the modules, and over a program that uses the declarations."""

import subprocess
from pathlib import Path

CLIENT = Path(__file__).resolve().parents[2] / "Sources" / "Signaling" / "Client"
OPTIONS = ["--noEmit", "--strict", "--target", "es2020", "--lib", "es2020,dom,dom.iterable", "--module", "es2020"]


def check(*arguments):
    command = ["tsc", *OPTIONS, "--moduleResolution", "node", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_modules_keep_to_their_types():
    check("--allowJs", "--checkJs", CLIENT / "longwave.mjs")


def test_what_is_declared_is_there(tmp_path):
    """Each declared class describes what the module of that name really has."""
    classes = ["Connection", "LongwaveError", "FileTransfer", "IncomingFile", "Publication", "RemoteStream"]
    lines = [f'import * as real from "{CLIENT}/longwave.mjs";', f'import * as declared from "{CLIENT}/longwave";']
    lines += [f"export const {name}: typeof declared.{name} = null as any as typeof real.{name};" for name in classes[:2]]
    lines += [f"export const of{name}: declared.{name} = null as any as real.{name};" for name in classes]
    program = tmp_path / "conforms.ts"
    program.write_text("\n".join(lines), encoding="utf-8")
    check("--allowJs", program)


def test_a_program_that_uses_the_declarations(tmp_path):
    program = tmp_path / "uses.ts"
    program.write_text(
        f"""
        import {{ Connection, LongwaveError, RemoteStream }} from "{CLIENT}/longwave";
        export async function call(room: string, camera: MediaStream, video: HTMLVideoElement) {{
            const connection = new Connection({{ channel: "calls", extra: {{ name: "Ada" }} }});
            connection.on("stream", (stream: RemoteStream) => (video.srcObject = stream.stream));
            connection.on("data", ({{ from, data }}) => console.log(from, data));
            connection.on("file", async (file) => console.log((await file.accept()).size));
            try {{
                const {{ opened, role }} = await connection.openOrJoin(room, {{ max: 4 }});
                const mine = await connection.publish(camera, {{ bandwidth: {{ video: 800 }} }}).ready;
                await mine.mute({{ audio: true }});
                return opened && role === "moderator";
            }} catch (error) {{
                if (error instanceof LongwaveError && error.code === "room-full") return false;
                throw error;
            }}
        }}
        """,
        encoding="utf-8",
    )
    check(program)
