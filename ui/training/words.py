"""What the missions' panel says of times, points and steps."""

from app.domain.dossier_code import short_code
from app.training import score
from app.training.course import Result, Run
from app.training.missions import Mission
from app.training.power_cut import Survey
from ui.widgets.side_list import SideRow


def minutes_words(seconds: int) -> str:
    """A time as a clock shows it."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def row_of(mission: Mission, best: Result | None) -> SideRow:
    """A mission in the list."""
    allowed = f"{mission.minutes} phút"
    done = "" if best is None else f"{best.points} điểm, {minutes_words(best.seconds)}"
    return SideRow(f"{mission.number}. {mission.title}", done or "Chưa làm", allowed, mission.number)


def sum_words(best: dict[int, Result], count: int) -> str:
    """How far a trainee is."""
    points = sum(each.points for each in best.values())
    return f"Đã làm {len(best)} trên {count} nhiệm vụ, {points} điểm."


def goal_words(count: int) -> str:
    """What the certificate asks for."""
    return f"Làm đủ {count} nhiệm vụ và trung bình từ {score.ENOUGH} điểm thì in được giấy chứng nhận."


def filled(text: str, run: Run) -> str:
    """The mission's words with the code of the dossier that was made ready."""
    return text.replace("{code}", short_code(run.code)) if run.code else text


def time_words(run: Run, mission: Mission, now_ms: int) -> str:
    """The time so far beside the time allowed."""
    return f"Đã qua {minutes_words(run.seconds(now_ms))}, đạt điểm cao nếu trong {mission.minutes} phút"


def ended_words(result: Result) -> str:
    """How a mission ended."""
    return f"Xong: {result.points} điểm, trong {minutes_words(result.seconds)}."


def survived_words(survey: Survey) -> str:
    """What the books have of what was confirmed before the power went."""
    listed = ", ".join(short_code(code) for code in survey.confirmed)
    there, all_ = len(survey.there), len(survey.confirmed)
    return f"Đã báo Đã nhận trước khi mất điện: {listed}. Sổ vừa mở lại còn {there} trên {all_} hồ sơ ấy."
