"""The whole URL table."""

from starlette.routing import BaseRoute, Route

from server.console.forms import for_members, form_of_anybody, form_of_members
from server.handlers import blobs, console, courier, entrance, signed, sticks, twins, updates, versions
from server.handlers import open as anybody


def routes() -> list[BaseRoute]:
    """What the server answers to."""
    return [
        Route("/health", anybody.healthy),
        Route("/s1/authority", anybody.authority),
        Route("/s1/enrol", anybody.enrolment, methods=["POST"]),
        Route("/s1/sync", signed.sync, methods=["POST"]),
        Route("/s1/catalogue/{version}", signed.catalogue),
        Route("/s1/checkpoint", signed.checkpoint),
        Route("/s1/checkpoint/{cseq:int}/{part:int}", signed.checkpoint_part),
        Route("/s1/blobs", blobs.scans, methods=["POST"]),
        Route("/s1/blob/{sha256}/{part}", blobs.fetch, methods=["GET"]),
        Route("/s1/blob/{sha256}/{part}", blobs.send, methods=["PUT"]),
        Route("/s1/bundle", courier.carry, methods=["POST"]),
        Route("/s1/bundle/{name}/{offset:int}", courier.fetch, methods=["GET"]),
        Route("/s1/bundle/{name}/{offset:int}", courier.send, methods=["PUT"]),
        Route("/updates/{path:path}", updates.file),
        Route("/static/{name}", entrance.static),
        Route("/login", entrance.form, methods=["GET"]),
        Route("/login", form_of_anybody(entrance.enter), methods=["POST"]),
        Route("/logout", form_of_members(console.log_out), methods=["POST"]),
        Route("/", console.home),
        Route("/communes", for_members(console.overview)),
        Route("/communes/{code}", for_members(console.commune)),
        Route("/communes/{code}/decide", form_of_members(twins.decide), methods=["POST"]),
        Route("/dossiers", for_members(console.dossiers)),
        Route("/versions", for_members(versions.versions)),
        Route("/tickets", for_members(console.ticket_list), methods=["GET"]),
        Route("/usb", for_members(sticks.form), methods=["GET"]),
        Route("/usb", sticks.upload, methods=["POST"]),
        Route("/usb/invitation", for_members(sticks.invitation)),
        Route("/usb/{batch}/{name}", for_members(sticks.answer)),
        Route("/tickets", form_of_members(console.new_ticket), methods=["POST"]),
    ]
