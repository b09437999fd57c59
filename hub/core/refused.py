"""The polite no: a command that the hall will not carry out, with a code that the texts translate."""


class Refused(Exception):
    """``reason``: a code such as ``nobody_waiting``; ``detail``: values that its text names."""

    def __init__(self, reason: str, **detail: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = {key: str(value) for key, value in detail.items()}


REASONS = frozenset({
    "absent_reason",
    "already_open",
    "already_rated",
    "answer_missing",
    "booking_code_taken",
    "booking_early",
    "booking_late",
    "booking_off",
    "booking_unknown",
    "booking_used",
    "changed_since_seen",
    "citizen_at_counter",
    "clerk_elsewhere",
    "clock_not_set",
    "complaint_unknown",
    "counter_not_open",
    "counter_paused",
    "counter_unknown",
    "counters_busy",
    "day_invalid",
    "day_not_later",
    "day_not_open",
    "disk_failed",
    "hall_busy",
    "hall_full",
    "item_unknown",
    "lease_unknown",
    "leg_unknown",
    "no_counter_for_items",
    "no_numbers_left",
    "nobody_behind",
    "nobody_called",
    "nobody_held",
    "nobody_waiting",
    "not_held",
    "not_missed",
    "not_rateable",
    "not_waiting",
    "note_missing",
    "note_personal",
    "nothing_to_undo",
    "number_taken",
    "outcome_not_of_leg",
    "priority_unknown",
    "rating_late",
    "reasons_not_asked",
    "score_out_of_range",
    "slot_full",
    "slot_past",
    "slot_unknown",
    "stale_press",
    "start_first",
    "target_missing",
    "ticket_of_past_day",
    "ticket_over",
    "ticket_unknown",
    "too_many_items",
    "undo_late",
})  # fmt: skip
"""Every code there is. The texts of each language have a sentence for each."""
