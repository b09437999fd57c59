"""Outbox, inbox and fence, on CPython and on MicroPython."""

from wire.delivery import QUEUE, RETRY_MS, Fence, Outbox
from wire.inbox import WINDOW, Inbox


def numbers(sents):
    """Their sequence numbers."""
    return [sent.seq for sent in sents]


def test_an_action_is_sent_at_once_and_then_ever_more_rarely():
    outbox = Outbox(3)
    outbox.add("press", {}, 0, None)
    times = [now_ms for now_ms in range(0, 130_000, 100) if outbox.due(now_ms, 0)]
    assert times == [0, 1_000, 3_000, 7_000, 15_000, 31_000, 61_000, 91_000, 121_000]


def test_jitter_stretches_a_gap_by_less_than_a_quarter():
    outbox = Outbox(3)
    sent = outbox.add("press", {}, 0, None)
    outbox.due(0, 255)
    assert RETRY_MS[0] < sent.due_ms < RETRY_MS[0] * 5 // 4


def test_a_resent_action_keeps_its_name_and_grows_older():
    outbox = Outbox(3)
    sent = outbox.add("press", {"key": "next"}, 500, None)
    assert (outbox.due(500, 0), sent.age_ms(500)) == ([sent], 0)
    assert (outbox.due(1_500, 0), sent.seq, sent.age_ms(1_500)) == ([sent], 1, 1_000)


def test_an_acknowledged_action_is_not_sent_again():
    outbox = Outbox(3)
    outbox.add("press", {}, 0, None)
    outbox.add("press", {}, 0, None)
    assert outbox.ack(3, 1).seq == 1
    assert numbers(outbox.due(0, 0)) == [2]
    assert outbox.ack(3, 1) is None


def test_an_ack_of_another_boot_answers_nothing():
    outbox = Outbox(3)
    outbox.add("press", {}, 0, None)
    assert outbox.ack(2, 1) is None
    assert numbers(outbox.waiting) == [1]


def test_an_action_too_old_to_be_wanted_is_given_up_once():
    outbox = Outbox(3)
    outbox.add("press", {}, 0, 10_000)
    outbox.add("rating", {}, 0, None)
    assert outbox.expired(10_000) == []
    assert numbers(outbox.expired(10_001)) == [1]
    assert outbox.expired(10_001) == []
    assert numbers(outbox.due(99_000, 0)) == [2]


def test_numbers_rise_by_one_and_are_never_used_again():
    outbox = Outbox(3)
    outbox.add("press", {}, 0, 1)
    outbox.expired(100)
    assert outbox.add("press", {}, 100, None).seq == 2


def test_a_full_outbox_takes_nothing_and_skips_no_number():
    outbox = Outbox(3)
    assert all(outbox.add("press", {}, 0, None) for _ in range(QUEUE))
    assert outbox.add("press", {}, 0, None) is None
    outbox.ack(3, 1)
    assert outbox.add("press", {}, 0, None).seq == QUEUE + 1


def test_a_new_link_makes_everything_due():
    outbox = Outbox(3)
    outbox.add("press", {}, 0, None)
    outbox.due(0, 0)
    assert outbox.due(10, 0) == []
    outbox.hasten(20)
    assert numbers(outbox.due(20, 0)) == [1]


def test_an_inbox_takes_each_name_once():
    inbox = Inbox()
    assert [inbox.take(1, seq) for seq in (1, 2, 2, 1)] == ["new", "new", "again", "again"]


def test_an_inbox_takes_what_was_overtaken():
    inbox = Inbox()
    assert [inbox.take(1, seq) for seq in (3, 1, 2, 1)] == ["new", "new", "new", "again"]


def test_an_inbox_names_the_gap_until_it_is_filled():
    inbox = Inbox()
    for seq in (1, 4):
        inbox.take(1, seq)
    assert inbox.missing() == [2, 3]
    inbox.take(1, 2)
    inbox.take(1, 3)
    assert inbox.missing() == []


def test_an_inbox_refuses_a_lower_boot_and_starts_anew_with_a_higher():
    inbox = Inbox()
    assert [inbox.take(boot, 5) for boot in (2, 1, 3, 2)] == ["new", "old_boot", "new", "old_boot"]


def test_an_inbox_refuses_what_it_can_no_longer_judge():
    inbox = Inbox()
    inbox.take(1, WINDOW + 1)
    assert inbox.take(1, 1) == "too_old"
    assert inbox.take(1, 2) == "new"


def test_an_inbox_remembers_no_more_than_its_window():
    inbox = Inbox()
    for seq in range(1, 1_000):
        inbox.take(1, seq)
    assert len(inbox._seen) == WINDOW


def test_an_inbox_that_starts_from_the_journal_sees_no_gap_below():
    inbox = Inbox(4, 500)
    assert inbox.take(4, 501) == "new"
    assert inbox.missing() == []
    assert inbox.take(4, 400) == "too_old"


def test_a_fence_lets_only_newer_states_through():
    fence = Fence()
    answers = [fence.lets("desired", 5, seq, True) for seq in (3, 3, 2, 4)]
    assert answers == [True, False, False, True]
    assert fence.lets("menu", 5, 1, True)


def test_a_fence_refuses_a_lower_epoch_for_everything():
    fence = Fence()
    assert fence.lets("ack", 6, 1, False)
    assert not fence.lets("desired", 5, 99, True)
    assert not fence.lets("ack", 5, 99, False)


def test_a_fence_starts_anew_with_a_higher_epoch():
    fence = Fence()
    fence.lets("desired", 5, 99, True)
    assert fence.lets("desired", 6, 1, True)
    assert fence.epoch == 6


def test_a_fence_lets_answers_come_in_any_order():
    fence = Fence()
    assert [fence.lets("ack", 5, seq, False) for seq in (3, 2, 3)] == [True, True, True]
