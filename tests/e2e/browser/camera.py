"""A phone's camera for Chromium: whatever picture is held before it, as a film of a few frames."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

_SIZE = (1280, 720)
_FRAMES = 5
_TABLE_GREY = (120, 118, 112)


class Camera:
    """The file that Chromium plays in the place of a camera; it is read anew when the camera is opened."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "camera.y4m"
        self.show_nothing()

    def show_nothing(self) -> None:
        """Point the camera at a table."""
        self._film(Image.new("RGB", _SIZE, _TABLE_GREY))

    def show(self, screen: Image.Image) -> None:
        """Hold a phone's screen before the camera, as large as its picture is high."""
        scene = Image.new("RGB", _SIZE, _TABLE_GREY)
        held = screen.convert("RGB")
        held.thumbnail(_SIZE, Image.Resampling.BILINEAR)
        scene.paste(held, ((_SIZE[0] - held.width) // 2, (_SIZE[1] - held.height) // 2))
        self._film(scene)

    def _film(self, scene: Image.Image) -> None:
        """Write YUV4MPEG2 with 4:2:0 colours; by renaming, as the film may be playing."""
        luma, blue, red = scene.convert("YCbCr").split()
        half = (_SIZE[0] // 2, _SIZE[1] // 2)
        planes = [luma.tobytes(), *(plane.resize(half).tobytes() for plane in (blue, red))]
        header = f"YUV4MPEG2 W{_SIZE[0]} H{_SIZE[1]} F10:1 Ip A1:1 C420jpeg\n".encode()
        film = self.file.with_suffix(".new")
        film.write_bytes(header + (b"FRAME\n" + b"".join(planes)) * _FRAMES)
        film.replace(self.file)
