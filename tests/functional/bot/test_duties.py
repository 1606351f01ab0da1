"""The duties of WeChat's protocol, and the tests that hold each.

D1 | test_d1_a_signed_question_is_echoed_byte_for_byte_in_every_mode
D2 | test_d2_a_question_that_lacks_or_repeats_a_part_is_not_echoed
D2 | test_d2_a_question_with_a_wrong_signature_is_not_echoed
D3 | test_d3_in_aes_mode_only_the_message_signature_counts
D4 | test_d4_in_aes_mode_plaintext_is_refused
D5 | test_d5_only_the_sealed_part_is_believed
D5 | test_d5_in_compatible_mode_an_account_is_answered_in_its_own_mode
D6 | test_d6_a_message_sealed_for_another_account_is_refused
D7 | test_d7_in_aes_mode_the_reply_is_sealed_and_signed
D7 | test_d7_a_sealed_reply_is_signed_and_opens_with_independent_code
D9 | test_d9_d14_a_slow_answer_is_success_now_and_comes_by_customer_service_message
D10 | test_d10_a_push_sent_three_times_is_worked_on_once_and_answered_alike
D10 | test_f2_a_push_that_wechat_repeats_is_worked_on_once_and_told_once
D11 | test_d11_a_repeat_while_the_first_is_working_starts_nothing
D11 | test_d11_an_answer_is_kept_sealed_for_whoever_repeats_the_push
D12 | test_d12_no_answer_is_exactly_success_and_never_sealed
D13 | test_d13_the_cut_falls_after_a_sentence_if_it_can_and_never_inside_a_character
D13 | test_d13_a_long_answer_is_cut_to_2000_bytes_after_a_sentence_and_goes_on_when_asked
D14 | test_d14_after_a_message_five_may_follow_and_the_sixth_must_wait
D14 | test_d14_what_wechat_does_not_let_through_waits_for_the_next_contact_and_is_told_once
D15 | test_d15_an_account_that_may_not_send_asks_once_and_not_again_that_day
D15 | test_d15_an_account_without_customer_messages_says_how_to_get_the_answer
D16 | test_d16_words_of_a_model_are_marked_also_in_a_passive_reply
D16 | test_d16_words_of_a_model_carry_wechats_own_mark
D17 | test_d17_a_voice_that_wechat_did_not_hear_gets_a_kind_request_for_text
D18 | test_d18_following_and_scanning_carry_the_same_scene
D20 | test_d20_who_leaves_is_forgotten_and_gets_no_reply
D20 | test_d20_who_stops_following_is_forgotten_and_can_read_of_it
D21 | test_d21_a_menu_that_wechat_would_refuse_or_cut_is_refused_here
D22 | test_d22_a_spent_quota_is_not_asked_for_again_within_the_hour
D23 | test_d23_four_byte_characters_survive_in_and_out
D24 | test_d24_a_hostile_body_is_refused_and_never_an_error_of_ours
D24 | test_any_elements_are_answered_or_refused_and_none_is_a_bug
D25 | test_d25_a_push_from_outside_the_window_is_refused
D25 | test_d25_a_signature_taken_from_one_message_earns_nothing_for_another
D26 | test_d26_what_an_answer_repeats_of_a_user_makes_no_link
D26 | test_d26_only_known_and_government_places_become_links
D27 | test_d27_who_takes_back_an_authorisation_is_the_one_in_openid
D28 | test_d28_punishment_and_unknown_events_are_counted_and_noted_without_a_person
D30 | test_d30_the_token_of_one_account_never_reaches_the_api_of_the_other
D31 | test_w9_an_empty_token_or_a_key_of_another_length_is_refused
D32 | test_d32_the_twenty_first_message_of_a_minute_earns_one_notice_then_silence

Without a test: D8 is a choice in WeChat's console (XML for both accounts), D19 has nothing to hold as the
service makes no scene code (followers are bound by unionid), D29 (WeChat's addresses) is for the firewall.
"""

from __future__ import annotations

import re
from pathlib import Path

WITHOUT_A_TEST = {"D8", "D19", "D29"}
_ROW = re.compile(r"^(D\d+) \| (test_\w+)$", re.MULTILINE)
_NAME = re.compile(r"^def (test_\w+)\(", re.MULTILINE)


def test_every_duty_is_held_by_tests_that_are_there() -> None:
    rows = _ROW.findall(__doc__ or "")
    files = (Path(__file__).parents[2]).rglob("test_*.py")
    written = {name for file in files for name in _NAME.findall(file.read_text(encoding="utf-8"))}
    assert [name for _, name in rows if name not in written] == []
    assert {duty for duty, _ in rows} | WITHOUT_A_TEST == {f"D{number}" for number in range(1, 33)}
