"""Machines that run an older program for a while, or go back to one."""

from benchmarks.simulate import programs
from benchmarks.simulate.world import Desk, World


def change_desk(_world: World, desk: Desk) -> str:
    """A desk's program becomes an older one, or is brought up to date."""
    desk.reads = programs.OLDEST if desk.reads == programs.NEWEST else programs.NEWEST
    desk.open_again()
    return f"reads up to {desk.reads}"


def change_server(world: World, _desk: Desk) -> str:
    """The same at the server: once it is up to date it tries again what it could not read."""
    world.server_reads = programs.OLDEST if world.server_reads == programs.NEWEST else programs.NEWEST
    world.start_server()
    return f"reads up to {world.server_reads}"
