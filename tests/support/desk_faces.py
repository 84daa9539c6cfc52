"""What each desk of a window shows in turn: its pages, tabs, steps and side forms."""

from collections.abc import Callable, Iterator, Mapping

from app.domain.citizen_card import parse_card
from app.domain.clock import ms_of
from app.services.drafts import FormText
from tests.support.house import AFTERNOON, CARD, House, two_people, wait_until
from ui.applicants.desk import ApplicantsDesk
from ui.dossier.act_forms import FORMS
from ui.exchange.view import ExchangeView
from ui.main_window import APPLICANTS, DOSSIERS, EXCHANGE, MACHINE, RECEPTION
from ui.settings.desk import SettingsDesk


def faces(house: House, name: str) -> Iterator[str]:
    """Bring each face of a desk to the front, one after the other, and say which it is."""
    house.show(name)
    yield name
    for face in MORE_FACES.get(name, _no_more)(house):
        house.settle()
        yield f"{name}, {face}"


def _no_more(_house: House) -> Iterator[str]:
    yield from ()


def _settings_pages(house: House) -> Iterator[str]:
    desk = house.window.desks[MACHINE]
    assert isinstance(desk, SettingsDesk)
    for place in range(desk.tabs.count()):
        desk.tabs.setFocus()
        desk.tabs.setCurrentIndex(place)
        yield desk.page().title


def _dossier_tabs(house: House) -> Iterator[str]:
    desk = house.open_dossier()
    for place in range(desk.page.tabs.count()):
        desk.page.tabs.setCurrentIndex(place)
        yield f"tab {place}"
    desk.page.tabs.setCurrentIndex(0)
    read = desk.dossier.shown
    assert read is not None
    for kind, form in FORMS.items():
        desk.page.open_form(form(house.look, read))
        yield f"form {kind.name}"
        desk.page.close_form()


def _reception_steps(house: House) -> Iterator[str]:
    house.window.reception.applicant.representative_box.setFocus()
    house.window.reception.applicant.representative_box._box.click()
    yield "with a representative"
    house.window.reception.applicant.representative_box._box.click()
    house.window.reception.applicant.show_card(parse_card(CARD), ms_of(AFTERNOON))
    yield "with a card read"
    house.window.reception.applicant.show_form(FormText())


def _exchange_pages(house: House) -> Iterator[str]:
    desk = house.window.desks[EXCHANGE]
    assert isinstance(desk, ExchangeView)
    desk.show_usb()
    yield "usb"
    desk.leave_usb()
    desk.window_bar.open()
    yield "window"
    desk.window_bar.left.emit()


def _people_pages(house: House) -> Iterator[str]:
    desk = house.window.desks[APPLICANTS]
    assert isinstance(desk, ApplicantsDesk)
    desk.show_person(two_people(house)[0].id)
    wait_until(lambda: desk.person.view is not None)
    yield "one person"
    desk.page.left.emit()
    desk.list.likely.click()
    yield "likely pairs"
    desk.likely.left.emit()


MORE_FACES: Mapping[str, Callable[[House], Iterator[str]]] = {
    APPLICANTS: _people_pages,
    MACHINE: _settings_pages,
    DOSSIERS: _dossier_tabs,
    RECEPTION: _reception_steps,
    EXCHANGE: _exchange_pages,
}
