"""The glossary explains each word once, in a plain sentence, wherever a text mentions it."""

from __future__ import annotations

import pytest

from paradiplomacy_results.glossary import GLOSSARY, in_pieces, meaning_of


def test_words_stand_in_the_order_of_the_alphabet():
    assert list(GLOSSARY) == sorted(GLOSSARY, key=str.lower)


@pytest.mark.parametrize("word", GLOSSARY)
def test_a_meaning_is_a_phrase_without_a_stop_that_says_more_than_the_word(word):
    meaning = GLOSSARY[word]
    assert 20 < len(meaning) < 200
    assert not meaning.endswith(".")
    assert not meaning.lower().startswith(word.lower())


@pytest.mark.parametrize(
    ("form", "word"),
    [("ties", "tie"), ("Partnership", "tie"), ("MoUs", "MoU"), ("memoranda", "MoU"),
     ("files", "dossier"), ("common random numbers", "shared luck"), ("TRUST", "trust")],
)  # fmt: skip
def test_a_word_is_known_in_any_case_number_and_by_its_other_names(form, word):
    assert meaning_of(form) == GLOSSARY[word]


def test_a_word_that_is_not_there_has_no_meaning():
    assert meaning_of("<script>") == ""


def test_a_text_in_pieces_is_the_text_and_explains_each_word_once():
    text = "Trust of ties: <b>trust</b> in a norm cascade, untrusted, track-record."
    pieces = list(in_pieces(text))
    assert "".join(each.text for each in pieces) == text
    assert [each.word for each in pieces if each.word] == ["trust", "tie", "norm cascade"]
