"""One file on its way here: each block checked and staged as it comes, the whole verified at the end."""

from app.changes.blocks import BadBlock, Bitmap, BlobRef, check_block, implied_list, is_list_of
from app.storage import scans
from app.storage.blobs import BlobStore
from app.storage.unit_of_work import Store

STAGING_BYTES = 1024 * 1024 * 1024  # what files that are still coming may take of an office PC's disk


class Arriving:
    """A file of which some blocks may be here; ``keep`` makes certain that what has come counts."""

    def __init__(self, store: Store, blobs: BlobStore, ref: BlobRef) -> None:
        self.ref = ref
        self._store = store
        self._blobs = blobs
        with store.read() as snapshot:
            hashes, self.staged = scans.coming(snapshot, ref)
        self._hashes = hashes or implied_list(ref)

    @property
    def has_room(self) -> bool:
        """Whether the disk is given up to it."""
        return self._blobs.staged_bytes() + self.ref.size <= STAGING_BYTES

    @property
    def has_list(self) -> bool:
        """Whether its blocks can be checked."""
        return is_list_of(self.ref, self._hashes)

    def take_list(self, hashes: bytes) -> None:
        """The list has come; another file's is not kept."""
        if is_list_of(self.ref, hashes):
            self._hashes = hashes

    def take(self, number: int, block: bytes) -> None:
        """Stage a block; raises BadBlock."""
        if not 0 <= number < self.ref.blocks:
            raise BadBlock(f"the file has no block {number}")
        check_block(self.ref, self._hashes, number, block)
        self._blobs.stage(self.ref, number, block)
        self.staged.add(number)

    def keep(self) -> bool:
        """Note what has come; False where all of it is here and it is not the file."""
        with self._store.write_local() as connection:
            scans.keep_coming(connection, self.ref, self._hashes, self.staged)
        return self._finish() if self.staged.is_full else True

    def _finish(self) -> bool:
        is_whole = self._blobs.finish(self.ref)
        with self._store.write_local() as connection:
            if is_whole:
                scans.note_here(connection, self.ref.sha256)
            else:
                scans.keep_coming(connection, self.ref, b"", Bitmap(self.ref.blocks))
        return is_whole
